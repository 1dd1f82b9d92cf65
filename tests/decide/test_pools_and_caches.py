"""What decides published cases: shared memory, pools, caches, per-channel NPUs and pipelines."""

import pytest

from tierwise.reasoner.engine import Engine

# Two computers of 8 GiB that keep 5 GiB for others: in one the graphics processor shares the
# memory, in the other it has 8 GiB of its own. A board with fast and slow memory and an NPU.
SITE = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix ex: <https://example.org/pools#> .
ex:site a tw:Site ; tw:dataArisesAt ex:board ; tw:hasNode ex:unified , ex:discrete , ex:board ;
    tw:hasLink ex:one , ex:other .
ex:one a tw:Link ; tw:from ex:board ; tw:to ex:unified ; tw:crosses tw:local-network .
ex:other a tw:Link ; tw:from ex:board ; tw:to ex:discrete ; tw:crosses tw:local-network .
ex:unified a tw:Node ; tw:role tw:gateway-level ; tw:reservedRam "5 GiB" ;
    tw:hasPart ex:shared-cpu , ex:shared-gpu , ex:shared-memory .
ex:shared-cpu a tw:Cpu ; tw:family ex:core ; tw:worksIn ex:shared-memory .
ex:shared-gpu a tw:Gpu ; tw:family ex:shader ; tw:worksIn ex:shared-memory .
ex:shared-memory a tw:UnifiedPool ; tw:capacity "8 GiB" .
ex:discrete a tw:Node ; tw:role tw:gateway-level ; tw:reservedRam "5 GiB" ;
    tw:hasPart ex:host-cpu , ex:card , ex:host-memory , ex:card-memory .
ex:host-cpu a tw:Cpu ; tw:family ex:core ; tw:worksIn ex:host-memory .
ex:card a tw:Gpu ; tw:family ex:shader ; tw:worksIn ex:card-memory .
ex:host-memory a tw:DramPool ; tw:capacity "8 GiB" .
ex:card-memory a tw:VramPool ; tw:capacity "8 GiB" .
ex:board a tw:Node ; tw:role tw:device-level ;
    tw:hasPart ex:small-cpu , ex:npu , ex:fast-memory , ex:slow-memory .
ex:small-cpu a tw:Cpu ; tw:family ex:small ; tw:worksIn ex:fast-memory , ex:slow-memory .
ex:npu a tw:Npu ; tw:family ex:tensor ; tw:worksIn ex:slow-memory .
ex:fast-memory a tw:SramPool ; tw:capacity "512 KiB" .
ex:slow-memory a tw:PsramPool ; tw:capacity "8 MiB" .
ex:core a tw:UnitFamily . ex:shader a tw:UnitFamily . ex:small a tw:UnitFamily .
ex:tensor a tw:UnitFamily .
ex:runtime a tw:Runtime .
ex:on-gpu a tw:RuntimeSupport ; tw:runtime ex:runtime ; tw:onFamily ex:shader ;
    tw:runtimeRamBytes 0 .
ex:on-small a tw:RuntimeSupport ; tw:runtime ex:runtime ; tw:onFamily ex:small ;
    tw:runtimeRamBytes 0 ; tw:supportsScheme tw:per-channel , tw:per-tensor .
ex:on-npu a tw:RuntimeSupport ; tw:runtime ex:runtime ; tw:onFamily ex:tensor ;
    tw:runtimeRamBytes 0 ; tw:supportsScheme tw:per-tensor .
ex:model a tw:Model .
ex:talker a tw:ModelVariant ; tw:variantOf ex:model ; tw:modelBytes "4 GiB" ;
    tw:peakActivationBytes 0 ; tw:kvBytesPerToken "128 KiB" .
ex:seer a tw:ModelVariant ; tw:variantOf ex:model ; tw:modelBytes "300 KiB" ;
    tw:peakActivationBytes "600 KiB" ; tw:quantisationScheme tw:per-channel .
ex:piped a tw:ModelVariant ; tw:variantOf ex:model ; tw:modelBytes "300 KiB" ;
    tw:quantisationScheme tw:per-channel .
ex:run a tw:Measurement ; tw:ofVariant ex:piped ; tw:onHardware ex:board ;
    tw:measuredFamily ex:small ; tw:withRuntime ex:runtime ; tw:outcome tw:ran ;
    tw:measuredLatency "10 ms" ; tw:measuredThroughput "400 Hz" .
ex:talk a tw:Task ; tw:hasVariant ex:talker ; tw:contextTokens 8000 ; tw:concurrentUsers 1 .
ex:talk-long a tw:Task ; tw:hasVariant ex:talker ; tw:contextTokens 40000 ; tw:concurrentUsers 1 .
ex:talk-many a tw:Task ; tw:hasVariant ex:talker ; tw:contextTokens 8000 ; tw:concurrentUsers 5 .
ex:see a tw:Task ; tw:hasVariant ex:seer .
ex:sort a tw:Task ; tw:hasVariant ex:piped ; tw:inputRate "350 Hz" ; tw:sources 1 .
ex:sort-fast a tw:Task ; tw:hasVariant ex:piped ; tw:inputRate "450 Hz" ; tw:sources 1 .
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("pools") / "pools.ttl"
    path.write_text(SITE, encoding="utf-8")
    return Engine.load([path])


@pytest.fixture(scope="module")
def failed(engine):
    """Return what fails for a task at a node, at its best candidate."""

    def failed_(task, node):
        [result] = engine.place([engine.find(task, "Task")])
        where = engine.find(node, "Node")
        return next(each.failed for each in result.nodes if each.node == where)

    return failed_


def test_what_others_keep_of_a_unified_memory_is_taken_from_its_graphics_processor(failed):
    assert failed("talk", "unified") == ("key-value-cache", "working-memory")


def test_what_others_keep_of_the_host_leaves_the_memory_of_a_card_alone(failed):
    assert failed("talk", "discrete") == ()


@pytest.mark.parametrize("task", ["talk-long", "talk-many"])
def test_a_cache_of_a_longer_context_or_of_more_users_does_not_fit(failed, task):
    assert failed(task, "discrete") == ("key-value-cache", "video-memory")


def test_of_several_pools_the_one_that_holds_the_activations_is_chosen(engine, failed):
    proof = engine.explain(engine.find("see", "Task"), engine.find("board", "Node"))
    assert failed("see", "board") == ()
    assert "slow-memory" in proof.root.sentence


def test_per_channel_weights_do_not_run_on_an_npu_that_scales_tensors(engine):
    proof = engine.explain(engine.find("see", "Task"), engine.find("board", "Node"))
    refused = [each.sentence for each in proof.steps if "on-npu on npu" in each.sentence]
    assert any("infeasible by quantisation-scheme" in each for each in refused)


@pytest.mark.parametrize(("task", "what"), [("sort", ()), ("sort-fast", ("throughput",))])
def test_a_pipelined_throughput_is_taken_as_measured_and_not_as_one_over_latency(
    failed, task, what
):
    assert failed(task, "board") == what
