package dev.vitrine.web.http;

import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Route;
import dev.vitrine.web.qoe.QoeDesk;
import dev.vitrine.web.qoe.QoeReport;
import java.util.List;

/** REST about how it plays at the viewers' side. */
final class QoeRoutes {
    private static final String QOE = EventRoutes.EVENT + "/qoe";

    private final QoeDesk desk;

    QoeRoutes(QoeDesk desk) {
        this.desk = desk;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask(
                        "POST",
                        QOE,
                        Route.PUBLIC,
                        "Takes a player's report of its sitting, with the keys of CMCD",
                        request -> Reply.ok(desk.take(request.event(), QoeReport.of(request.body())))),
                Endpoint.ask(
                        "GET",
                        QOE,
                        "ops.read",
                        "How it plays at the viewers' side, taken together",
                        request -> Reply.ok(desk.view(request.event()))));
    }
}
