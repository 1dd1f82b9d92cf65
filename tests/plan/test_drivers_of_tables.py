"""Drivers that links speak for are triggered by links of a table as by links of Turtle."""

import pytest

from tierwise.reasoner.namespaces import local_name, tw

CASES = {
    "driver-d2-connectivity-unreliable": ("linkAvailability [%]", "98"),
    "driver-d4-bandwidth-expensive": ("pricePerByte [USD/GB]", "40"),
    "driver-g4-wide-area-bandwidth-limited": ("uplinkRate [Mbit/s]", "0.2"),
}


def drivers(yard, column, value, crosses="wide-area-network"):
    """Return the drivers of a task that sends 205 kbit/s and has to work 99 % of the time."""
    links = (
        f"from,to,technology,crosses,{column}\n"
        f"eye,hub,,local-network,{'' if '%' in column else '0.01' if 'GB' in column else '30'}\n"
        f"hub,far,lte-m,{crosses},{value}\n"
    )
    planner = yard(("ex:look a tw:Task ;", 'ex:look a tw:Task ; tw:minimumAvailability "99 %" ;'),
                   links=links)
    look = "https://example.org/yard#look"
    return {local_name(each) for each in planner.knowledge.facts.objects(look, tw("hasDriver"))}


@pytest.mark.parametrize("driver", CASES)
def test_a_link_of_a_table_triggers_the_driver_that_it_speaks_for(yard, driver):
    assert driver in drivers(yard, *CASES[driver])


@pytest.mark.parametrize("driver", CASES)
def test_a_link_of_a_table_that_stays_on_the_premises_does_not(yard, driver):
    assert driver not in drivers(yard, *CASES[driver], crosses="local-network")


def test_a_fact_of_a_link_of_a_table_leads_to_its_line(yard):
    planner = yard()
    facts, site = planner.knowledge.facts, planner.knowledge.site
    wide = facts.objects(site, tw("hasWideAreaLink"))
    lines = {facts.places[site, tw("hasWideAreaLink"), each].line for each in wide}
    assert lines <= {3, 4, 6} and lines
