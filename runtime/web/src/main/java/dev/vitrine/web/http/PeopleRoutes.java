package dev.vitrine.web.http;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.core.House;
import java.util.List;

/** REST for the owner about one person: everything that is kept, and its erasure. */
final class PeopleRoutes {
    private static final String PERSON = "/api/v1/people/{person}";

    private final House house;

    PeopleRoutes(House house) {
        this.house = house;
    }

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(
                        "POST",
                        Template.of(PERSON + "/export"),
                        "person.export",
                        "Gives out everything about one person; that it was given out is recorded first",
                        Endpoint.CORE,
                        new Endpoint.Action.Visited(this::export, Body.empty())),
                Endpoint.submit(
                        "DELETE",
                        PERSON,
                        "person.erase",
                        "Makes names and words of one person unreadable for good",
                        "person.erase",
                        true,
                        200));
    }

    private void export(Visit visit) {
        Body body = Body.of("person", visit.body().text("person"));
        Outcome outcome = house.bus()
                .submit(Command.of(
                        Command.HOUSE, "person.export", visit.caller().actor(), body))
                .toCompletableFuture()
                .join();
        switch (outcome) {
            case Outcome.Refused refused -> visit.refuse(refused.problem());
            case Outcome.Done done -> visit.answer(200, house.export(body.text("person")));
        }
    }
}
