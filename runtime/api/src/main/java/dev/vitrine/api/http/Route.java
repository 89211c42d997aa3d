package dev.vitrine.api.http;

import dev.vitrine.api.command.CommandType;
import java.util.Optional;
import java.util.function.Function;

/**
 * One REST route.
 *
 * @param method such as {@code GET}
 * @param path absolute template, such as <code>/api/v1/events/{event}/products</code>; one name per segment
 * @param right what a role must hold; a route without one cannot be registered. {@code public} lets everyone in
 * @param summary one line for {@code /openapi}
 * @param commandType the command a write submits; empty for a read or a question
 * @param query answers a read or a question on a virtual thread within 2 s; unused for a write
 */
public record Route(
        String method,
        String path,
        String right,
        String summary,
        Optional<String> commandType,
        Function<Request, Reply> query) {
    /** Right of a route that everyone may use. */
    public static final String PUBLIC = "public";

    /** Returns a read. */
    public static Route read(String path, String right, String summary, Function<Request, Reply> query) {
        return new Route("GET", path, right, summary, Optional.empty(), query);
    }

    /**
     * Returns a question: like a read, it changes and records nothing, but it comes as a {@code POST} since what it
     * asks about is in the body.
     */
    public static Route ask(String path, String right, String summary, Function<Request, Reply> query) {
        return new Route("POST", path, right, summary, Optional.empty(), query);
    }

    /** Returns a write: its body, with the path's names added, becomes a command and the command's reply the answer. */
    public static Route write(String method, String path, CommandType type) {
        return new Route(
                method, path, type.right(), type.summary(), Optional.of(type.type()), request -> Reply.notFound(""));
    }
}
