"""Sites that tests of plans are asked of: the example factory, and small invented ones."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
FACTORY = ROOT / "examples/factory-three-levels.ttl"
HYBRID = ROOT / "examples/hybrid-pipeline.ttl"
EX = "https://example.org/factory#"

HEAD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/yard#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:source a tw:Source ; rdfs:label "yard" ; dcterms:title "invented" .
"""
# A site without nodes and links of its own, for those of tables.
YARD = HEAD + """
ex:yard a tw:Site ; rdfs:label "yard" ; tw:routing tw:ROUTING ; tw:dataArisesAt ex:eye ;
    tw:lifetime "5 yr" ; tw:electricityPrice "0.25 USD/kWh" ; tw:standsIn cat:germany ;
    dcterms:source ex:source ; tw:standing tw:assumed .
ex:watch a tw:Pipeline ; rdfs:label "watch" ; tw:hasTask ex:look , ex:keep ; tw:hasFlow ex:seen .
ex:look a tw:Task ; rdfs:label "look" ; tw:function tw:detect ; tw:usesModel cat:mlperf-tiny-ad ;
    tw:inputBytes "2560 B" ; tw:inputRate "10 Hz" .
ex:keep a tw:Task ; rdfs:label "keep" ; tw:function tw:store ; tw:inputBytes "1 kB" ;
    tw:inputRate "1 Hz" ; tw:resultReturns 0 .
ex:seen a tw:Flow ; rdfs:label "seen" ; tw:fromTask ex:look ; tw:toTask ex:keep ;
    tw:precedes true ; tw:flowBytes "1 kB" ; tw:flowRate "1 Hz" ; tw:flowDeadline "1 s" .
"""
NODES = """name,product,role,zone,reservedRam [MB]
eye,nucleo-l4r5zi,device,hall-1,
hub,raspberry-pi-5-8gb,gateway,hall-1,512
far,aws-g4dn-xlarge,cloud,,
"""
LINKS = """from,to,latencyP50 [ms],latencyP95 [ms],uplinkRate [Mbit/s],crosses,pricePerByte [USD/GB]
eye,hub,4,12,30,local-network,
hub,far,12,25,20,wide-area-network,0.09
eye,far,40,90,5,wide-area-network,2
hub,eye,4,12,30,local-network,
far,hub,12,25,50,wide-area-network,0
"""
