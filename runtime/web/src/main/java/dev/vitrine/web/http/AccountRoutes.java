package dev.vitrine.web.http;

import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.core.House;
import dev.vitrine.core.access.Accounts.Account;
import java.util.List;

/** REST for the owner about accounts and API keys. */
final class AccountRoutes {
    private static final String RIGHT = "account.write";
    private static final String ACCOUNTS = "/api/v1/accounts";
    private static final String KEYS = "/api/v1/api-keys";

    private final House house;

    AccountRoutes(House house) {
        this.house = house;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask("GET", ACCOUNTS, RIGHT, "The accounts of staff", this::accounts),
                hashing(
                        "POST",
                        ACCOUNTS,
                        "Makes an account",
                        Body.of("login", "mia", "name", "Mia Lang", "password", "…", "roles", List.of("moderator")),
                        visit -> create(visit)),
                hashing(
                        "PUT",
                        ACCOUNTS + "/{id}/password",
                        "Sets an account's password; ends its sessions",
                        Body.of("password", "…"),
                        visit -> password(visit)),
                submit("PUT", ACCOUNTS + "/{id}/roles", "Gives an account other roles", "account.roles", 200),
                submit(
                        "PUT",
                        ACCOUNTS + "/{id}/disabled",
                        "Lets an account in no more, or again",
                        "account.disable",
                        200),
                Endpoint.ask("GET", KEYS, RIGHT, "The keys of machines, without the keys", this::keys),
                submit("POST", KEYS, "Makes a key for a machine; it is shown this once", "api-key.create", 201),
                submit("DELETE", KEYS + "/{id}", "Revokes a key", "api-key.revoke", 200));
    }

    private static Endpoint submit(String method, String path, String summary, String command, int status) {
        return Endpoint.submit(method, path, RIGHT, summary, command, true, status);
    }

    /** A write that hashes a password first, so that the command knows the hash alone. */
    private static Endpoint hashing(String method, String path, String summary, Body example, Visit.Door door) {
        return new Endpoint(
                method, Template.of(path), RIGHT, summary, Endpoint.CORE, new Endpoint.Action.Visited(door, example));
    }

    private void create(Visit visit) {
        Body account = visit.body();
        if (account.has("password")) {
            Outcome hashed = house.logins().hash(account.text("password"));
            if (hashed instanceof Outcome.Refused refused) {
                visit.refuse(refused.problem());
                return;
            }
            account = account.with("password", ((Outcome.Done) hashed).reply().text("password"));
        }
        answer(visit, "account.create", account, 201);
    }

    private void password(Visit visit) {
        switch (house.logins().hash(visit.body().text("password"))) {
            case Outcome.Refused refused -> visit.refuse(refused.problem());
            case Outcome.Done done ->
                answer(
                        visit,
                        "account.password",
                        Body.of(
                                "id",
                                visit.body().text("id"),
                                "password",
                                done.reply().text("password")),
                        200);
        }
    }

    private void answer(Visit visit, String command, Body body, int status) {
        Outcome outcome = house.bus()
                .submit(Command.of(Command.HOUSE, command, visit.caller().actor(), body))
                .toCompletableFuture()
                .join();
        switch (outcome) {
            case Outcome.Refused refused -> visit.refuse(refused.problem());
            case Outcome.Done done -> visit.answer(status, done.reply());
        }
    }

    private Reply accounts(Request request) {
        List<Body> all = house.badges().accounts().all().stream()
                .map(AccountRoutes::shown)
                .toList();
        return Reply.ok(Body.of("accounts", all));
    }

    private static Body shown(Account account) {
        return Body.of(
                "id", account.id(),
                "login", account.login(),
                "name", account.name(),
                "roles", account.roles().stream().sorted().toList(),
                "password", !account.password().isEmpty(),
                "disabled", account.disabled(),
                "createdAt", account.createdAt().toString());
    }

    private Reply keys(Request request) {
        List<Body> keys = house.badges().apiKeys().all().stream()
                .map(key -> Body.of(
                        "id", key.id(),
                        "name", key.name(),
                        "roles", key.roles().stream().sorted().toList(),
                        "createdAt", key.createdAt().toString(),
                        "expiresAt", key.expiresAt().map(Object::toString)))
                .toList();
        return Reply.ok(Body.of("keys", keys));
    }
}
