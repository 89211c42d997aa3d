package dev.vitrine.web.http;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.core.House;
import dev.vitrine.core.access.Accounts.Account;
import dev.vitrine.core.access.StaffSessions;
import dev.vitrine.core.access.Tickets;
import io.helidon.http.HeaderNames;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** REST about being logged in: login, logout, one's sessions and password, tickets for sockets. */
final class SessionRoutes {
    private static final String SESSIONS = "/api/v1/sessions";

    private final House house;

    SessionRoutes(House house) {
        this.house = house;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.door(
                        "POST",
                        "/api/v1/login",
                        "Logs staff in by login and password; sets the session's cookie",
                        Body.of("login", "mia", "password", "correct horse battery"),
                        this::login),
                Endpoint.door(
                        "POST", "/api/v1/logout", "Ends this session and takes its cookie", Body.empty(), this::logout),
                Endpoint.door(
                        "POST",
                        "/api/v1/tickets",
                        "Makes a ticket for one socket, to be used within " + Tickets.LIFE.toSeconds() + " s",
                        Body.empty(),
                        this::ticket),
                Endpoint.door(
                        "PUT",
                        "/api/v1/me/password",
                        "Changes one's own password; ends one's sessions",
                        Body.of("current", "correct horse battery", "password", "staple the horse"),
                        this::password),
                Endpoint.ask(
                        "GET",
                        SESSIONS,
                        Route.PUBLIC,
                        "One's own sessions; with the right account.write everybody's",
                        this::sessions),
                Endpoint.submit(
                        "DELETE",
                        SESSIONS + "/{id}",
                        Route.PUBLIC,
                        "Ends a session; its sockets close within a second",
                        "session.revoke",
                        true,
                        200));
    }

    private void login(Visit visit) {
        // A foreign page that logs its visitor in as somebody else would see what they do from then on.
        if (Responder.asked(visit.request(), HeaderNames.ORIGIN).isPresent() && !Origins.isOwn(visit.request())) {
            visit.refuse(HttpDoor.foreignOrigin());
            return;
        }
        if (!SessionCookie.isPossible(visit.request())) {
            visit.refuse(Problem.of(
                    "insecure",
                    403,
                    "A password travels over HTTPS alone, or on the machine itself; open this server's https"
                            + " address."));
            return;
        }
        Outcome outcome =
                house.logins().login(visit.body().text("login"), visit.body().text("password"), visit.address());
        entered(visit, outcome);
    }

    /** Answers a login: the token goes into the cookie and nowhere a script can read it. */
    private static void entered(Visit visit, Outcome outcome) {
        switch (outcome) {
            case Outcome.Refused refused -> visit.refuse(refused.problem());
            case Outcome.Done done -> {
                Body reply = done.reply();
                SessionCookie.set(
                        visit.request(),
                        visit.response(),
                        reply.text("token"),
                        Instant.parse(reply.text("expiresAt")),
                        Instant.now());
                Map<String, Object> shown = new LinkedHashMap<>(reply.values());
                shown.remove("token");
                shown.remove("seq");
                visit.answer(200, new Body(shown));
            }
        }
    }

    private void logout(Visit visit) {
        String grounds = visit.caller().grant().grounds();
        if (visit.caller().proof() == Caller.Proof.COOKIE && grounds.startsWith("session:")) {
            Outcome outcome = house.bus()
                    .submit(Command.of(
                            Command.HOUSE,
                            "session.revoke",
                            visit.caller().actor(),
                            Body.of("id", grounds.substring("session:".length()))))
                    .toCompletableFuture()
                    .join();
            if (outcome instanceof Outcome.Refused refused) {
                visit.refuse(refused.problem());
                return;
            }
        }
        SessionCookie.clear(visit.request(), visit.response());
        visit.answer(200, Body.empty());
    }

    private void ticket(Visit visit) {
        if (visit.caller().isNobody()) {
            visit.refuse(Problem.of(
                    "unauthorised", 401, "A ticket takes a login or a token; without either, connect without one."));
            return;
        }
        visit.answer(
                200,
                Body.of(
                        "ticket",
                        house.access().ticket(visit.caller().grant()),
                        "expiresInMs",
                        Tickets.LIFE.toMillis()));
    }

    private void password(Visit visit) {
        Actor actor = visit.caller().actor();
        Optional<Account> account = house.badges().accounts().find(actor.id());
        if (account.isEmpty()) {
            visit.refuse(Problem.of("no-account", 403, "Whoever this token belongs to has no password."));
            return;
        }
        Outcome right = house.logins().confirm(account.get(), visit.body().text("current"), visit.address());
        Outcome hashed =
                right instanceof Outcome.Done ? house.logins().hash(visit.body().text("password")) : right;
        Outcome outcome = hashed instanceof Outcome.Done done
                ? house.bus()
                        .submit(Command.of(Command.HOUSE, "account.own-password", actor, done.reply()))
                        .toCompletableFuture()
                        .join()
                : hashed;
        switch (outcome) {
            case Outcome.Refused refused -> visit.refuse(refused.problem());
            case Outcome.Done done -> {
                SessionCookie.clear(visit.request(), visit.response());
                visit.answer(200, Body.empty());
            }
        }
    }

    private Reply sessions(Request request) {
        Actor actor = request.actor();
        List<StaffSessions.Session> sessions = house.access().may(actor, "account.write")
                ? house.badges().staffSessions().all()
                : house.badges().staffSessions().of(actor.id());
        return Reply.ok(Body.of(
                "sessions",
                sessions.stream()
                        .map(each -> Body.of(
                                "id", each.id(),
                                "account", each.account(),
                                "login",
                                        house.badges()
                                                .accounts()
                                                .find(each.account())
                                                .map(Account::login),
                                "how", each.how(),
                                "createdAt", each.createdAt().toString(),
                                "expiresAt", each.expiresAt().toString()))
                        .toList()));
    }
}
