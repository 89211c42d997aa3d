package dev.vitrine.itests.support;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.vitrine.api.data.Body;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A viewer without a picture: speaks the socket protocol by hand, so that the tests see each reply and each push as it
 * came. Not a client library; the foreign clients have tests of their own.
 */
public final class Fan implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final Listener listener = new Listener();
    private final AtomicInteger nextId = new AtomicInteger();

    private Fan(String url) {
        socket = HTTP.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(URI.create(url.replace("http:", "ws:") + "/ws"), listener)
                .join();
    }

    /** Connects; an empty token makes an anonymous viewer. */
    public static Fan connect(Vitrine server, String token) {
        return connect(server.url(), token);
    }

    /** Connects to a URL, such as a fault proxy's. */
    public static Fan connect(String url, String token) {
        Fan fan = new Fan(url);
        fan.request("connect", token.isEmpty() ? Map.of() : Map.of("token", token));
        return fan;
    }

    /** Opens a socket and says nothing yet. */
    public static Fan unconnected(Vitrine server) {
        return new Fan(server.url());
    }

    /** Subscribes and returns the reply's {@code subscribe} member. */
    public Body subscribe(String channel) {
        return member(request("subscribe", Map.of("channel", channel)), "subscribe");
    }

    /** Subscribes and asks for everything after an offset. */
    public Body recover(String channel, String epoch, long offset) {
        return member(
                request("subscribe", Map.of("channel", channel, "recover", true, "epoch", epoch, "offset", offset)),
                "subscribe");
    }

    /** Asks for the newest publications. */
    public List<Body> history(String channel, int limit) {
        return member(request("history", Map.of("channel", channel, "limit", limit, "reverse", true)), "history")
                .bodies("publications");
    }

    /** Publishes a chat message and waits for the reply, which has an {@code error} member when it was refused. */
    public Body say(String event, String text) {
        return request("publish", Map.of("channel", "chat:" + event, "data", Map.of("text", text)));
    }

    /** Publishes a chat message; the reply comes later. */
    public CompletableFuture<Body> sayAsync(String event, String text) {
        return send("publish", Map.of("channel", "chat:" + event, "data", Map.of("text", text)));
    }

    /** Sends a command and waits for its reply. */
    public Body request(String method, Map<String, Object> parameters) {
        return send(method, parameters).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private CompletableFuture<Body> send(String method, Map<String, Object> parameters) {
        int id = nextId.incrementAndGet();
        CompletableFuture<Body> reply = new CompletableFuture<>();
        listener.replies.put(id, reply);
        if (listener.ended) {
            reply.completeExceptionally(new IOException("The connection has ended"));
            return reply;
        }
        raw(Api.json("id", id, method, parameters));
        return reply;
    }

    /** Sends a text frame as it is. */
    public void raw(String text) {
        synchronized (listener.sending) {
            socket.sendText(text, true).join();
        }
    }

    /** Every publication so far of a channel: its {@code data} with {@code offset} added. */
    public List<Body> publications(String channel) {
        return listener.publications.getOrDefault(channel, List.of());
    }

    /** Bodies of the publications of a type. */
    public List<Body> bodies(String channel, String type) {
        return publications(channel).stream()
                .filter(data -> type.equals(data.text("type")))
                .map(data -> member(data, "body"))
                .toList();
    }

    /** Texts of the chat messages that arrived. */
    public List<String> texts(String event) {
        return bodies("chat:" + event, "chat.message").stream()
                .map(body -> body.text("text"))
                .toList();
    }

    /** What it alone was told, without a channel: {@code data} of each message. */
    public List<Body> messages() {
        return listener.messages;
    }

    /** Close code once the server has closed, otherwise 0. */
    public int closeCode() {
        return listener.closeCode;
    }

    /** Whether the connection has ended, by whomever. */
    public boolean ended() {
        return listener.ended;
    }

    /** Returns a member that is an object; an absent one is empty. */
    public static Body member(Body object, String name) {
        return object.optionalBody(name).orElse(Body.empty());
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static final class Listener implements WebSocket.Listener {
        final Map<Integer, CompletableFuture<Body>> replies = new ConcurrentHashMap<>();
        final Map<String, List<Body>> publications = new ConcurrentHashMap<>();
        final List<Body> messages = new CopyOnWriteArrayList<>();
        final Object sending = new Object();
        private final StringBuilder partial = new StringBuilder();
        volatile int closeCode;
        volatile boolean ended;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String whole = partial.toString();
                partial.setLength(0);
                whole.lines().filter(line -> !line.isBlank()).forEach(line -> take(socket, line));
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void pong(WebSocket socket) {
            try {
                synchronized (sending) {
                    socket.sendText("{}", true).join();
                }
            } catch (CompletionException e) {
                // the connection has ended, which is told elsewhere
            }
        }

        private void take(WebSocket socket, String line) {
            Body message;
            try {
                message = new Body(JSON.std.mapFrom(line));
            } catch (IOException e) {
                throw new UncheckedIOException("No JSON: " + line, e);
            }
            if (message.values().isEmpty()) {
                // One text at a time, or the client library refuses; and not here, where waiting would hold up the
                // rest.
                Thread.startVirtualThread(() -> pong(socket));
            } else if (message.has("id")) {
                CompletableFuture<Body> reply = replies.remove((int) message.integer("id"));
                if (reply != null) {
                    reply.complete(message);
                }
            } else if (message.has("push")) {
                Body push = member(message, "push");
                if (push.has("message")) {
                    messages.add(member(member(push, "message"), "data"));
                }
                Body publication = member(push, "pub");
                if (publication.has("data")) {
                    Body data = member(publication, "data")
                            .with(
                                    "offset",
                                    publication.optionalInteger("offset").orElse(0L));
                    publications
                            .computeIfAbsent(push.text("channel"), channel -> new CopyOnWriteArrayList<>())
                            .add(data);
                }
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closeCode = statusCode;
            failPending(new IOException("The server closed with " + statusCode + " " + reason));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            failPending(error);
        }

        private void failPending(Throwable cause) {
            ended = true;
            replies.values().forEach(reply -> reply.completeExceptionally(cause));
        }
    }
}
