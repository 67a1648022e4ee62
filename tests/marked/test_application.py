"""Marked copies of applications."""

from review import applicant
from review.county import KEY, PASSWORD

from xlpilot.report.marked.copy import Office, marked_copy
from xlpilot.rounds.workspace import Secrets

from .conftest import listed, opened

DESK = Office(applicant.whole(), Secrets(KEY, PASSWORD), {})


def test_an_applications_faults_are_marked_in_their_own_cells():
    data = applicant.filled(leader_phone="138", county_opinion_by=None)
    (review,) = applicant.judged(data)
    book = opened(marked_copy(data, review, DESK))
    where = [row[1] for row in listed(book)]
    assert [place.partition(" ")[0] for place in where] == [
        f"附件2!{applicant.at(name)}" for name in ("leader_phone", "county_opinion_by")
    ]
    assert book["附件2"][applicant.at("leader_phone")].comment
    (again,) = applicant.judged(marked_copy(data, review, DESK))
    assert applicant.values(again) == applicant.values(review)
