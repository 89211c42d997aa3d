package dev.vitrine.web.http;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.core.contribution.PluginCalls;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A row of the route table.
 *
 * @param method such as {@code GET}
 * @param path its template
 * @param right what a role must hold, or {@code public}
 * @param summary one line
 * @param owner id of the plugin it came from, or {@code core}
 * @param action what it does
 */
record Endpoint(String method, Template path, String right, String summary, String owner, Action action) {
    static final String CORE = "core";

    /** The sorts of work. */
    sealed interface Action {
        /** Answers without changing anything; a plugin's through its guarded calls. */
        record Ask(Function<Request, Reply> query, Optional<PluginCalls> calls) implements Action {}

        /**
         * Submits a command.
         *
         * @param house whether it concerns the server and not the path's event
         * @param adapt turns the request's body, with the path's names, into the command's
         */
        record Submit(String commandType, boolean house, int status, Function<Order, Order> adapt) implements Action {}

        /** Answers by itself; with an example of the body it takes. Idempotency keys are not looked at. */
        record Visited(Visit.Door door, Body example) implements Action {}

        /** Takes raw bytes. */
        record Upload(Function<Parcel, Outcome> take, int status) implements Action {}

        /** Writes the answer itself, on the connection's thread: media. */
        record Serve(Door door) implements Action {}
    }

    /** What writes its answers itself. */
    @FunctionalInterface
    interface Door {
        /** Answers; {@code names} are the values of the path's names. */
        void serve(ServerRequest request, ServerResponse response, Map<String, String> names);
    }

    /** A command in the making. */
    record Order(String type, Body body) {}

    /** Raw bytes with what belongs to them. */
    record Parcel(Map<String, String> path, byte[] bytes, Actor actor, Optional<String> idempotencyKey) {}

    /** Returns a read of our own. */
    static Endpoint ask(String method, String path, String right, String summary, Function<Request, Reply> query) {
        return new Endpoint(method, Template.of(path), right, summary, CORE, new Action.Ask(query, Optional.empty()));
    }

    /** Returns a read of our own that writes its answer itself. */
    static Endpoint serve(String path, String right, String summary, Door door) {
        return new Endpoint("GET", Template.of(path), right, summary, CORE, new Action.Serve(door));
    }

    /** Returns a door of our own that is open to everybody and asks for itself. */
    static Endpoint door(String method, String path, String summary, Body example, Visit.Door door) {
        return new Endpoint(method, Template.of(path), Route.PUBLIC, summary, CORE, new Action.Visited(door, example));
    }

    /** Returns a write of our own. */
    static Endpoint submit(
            String method, String path, String right, String summary, String commandType, boolean house, int status) {
        return new Endpoint(
                method,
                Template.of(path),
                right,
                summary,
                CORE,
                new Action.Submit(commandType, house, status, order -> order));
    }
}
