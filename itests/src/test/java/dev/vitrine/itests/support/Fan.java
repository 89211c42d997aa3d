package dev.vitrine.itests.support;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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

    /** Subscribes and returns the reply's {@code subscribe} member. */
    public Map<String, Object> subscribe(String channel) {
        return member(request("subscribe", Map.of("channel", channel)), "subscribe");
    }

    /** Subscribes and asks for everything after an offset. */
    public Map<String, Object> recover(String channel, String epoch, long offset) {
        return member(
                request("subscribe", Map.of("channel", channel, "recover", true, "epoch", epoch, "offset", offset)),
                "subscribe");
    }

    /** Asks for the newest publications. */
    @SuppressWarnings("unchecked") // JSON of a known shape
    public List<Map<String, Object>> history(String channel, int limit) {
        Map<String, Object> reply = member(
                request("history", Map.of("channel", channel, "limit", limit, "reverse", true)), "history");
        return (List<Map<String, Object>>) reply.getOrDefault("publications", List.of());
    }

    /** Publishes a chat message and waits for the reply, which has an {@code error} member when it was refused. */
    public Map<String, Object> say(String event, String text) {
        return request("publish", Map.of("channel", "chat:" + event, "data", Map.of("text", text)));
    }

    /** Publishes a chat message; the reply comes later. */
    public CompletableFuture<Map<String, Object>> sayAsync(String event, String text) {
        return send("publish", Map.of("channel", "chat:" + event, "data", Map.of("text", text)));
    }

    /** Sends a command and waits for its reply. */
    public Map<String, Object> request(String method, Map<String, Object> parameters) {
        return send(method, parameters).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private CompletableFuture<Map<String, Object>> send(String method, Map<String, Object> parameters) {
        int id = nextId.incrementAndGet();
        CompletableFuture<Map<String, Object>> reply = new CompletableFuture<>();
        listener.replies.put(id, reply);
        if (listener.ended) {
            reply.completeExceptionally(new IOException("The connection has ended"));
            return reply;
        }
        raw(Api.json("id", id, method, parameters));
        return reply;
    }

    /** Sends a text frame as it is. */
    public synchronized void raw(String text) {
        socket.sendText(text, true).join();
    }

    /** Every publication so far of a channel: its {@code data} with {@code offset} added. */
    public List<Map<String, Object>> publications(String channel) {
        return listener.publications.getOrDefault(channel, List.of());
    }

    /** Bodies of the publications of a type. */
    public List<Map<String, Object>> bodies(String channel, String type) {
        return publications(channel).stream()
                .filter(data -> type.equals(data.get("type")))
                .map(data -> member(data, "body"))
                .toList();
    }

    /** Texts of the chat messages that arrived. */
    public List<String> texts(String event) {
        return bodies("chat:" + event, "chat.message").stream()
                .map(body -> String.valueOf(body.get("text")))
                .toList();
    }

    /** Close code once the server has closed, otherwise 0. */
    public int closeCode() {
        return listener.closeCode;
    }

    /** Returns a member that is an object; an absent one is empty. */
    @SuppressWarnings("unchecked") // JSON of a known shape
    public static Map<String, Object> member(Map<String, Object> object, String name) {
        return (Map<String, Object>) object.getOrDefault(name, Map.of());
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static final class Listener implements WebSocket.Listener {
        final Map<Integer, CompletableFuture<Map<String, Object>>> replies = new ConcurrentHashMap<>();
        final Map<String, List<Map<String, Object>>> publications = new ConcurrentHashMap<>();
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

        private void take(WebSocket socket, String line) {
            Map<String, Object> message;
            try {
                message = JSON.std.mapFrom(line);
            } catch (IOException e) {
                throw new UncheckedIOException("No JSON: " + line, e);
            }
            if (message.isEmpty()) {
                socket.sendText("{}", true);
            } else if (message.containsKey("id")) {
                CompletableFuture<Map<String, Object>> reply =
                        replies.remove(((Number) message.get("id")).intValue());
                if (reply != null) {
                    reply.complete(message);
                }
            } else if (message.containsKey("push")) {
                Map<String, Object> push = member(message, "push");
                Map<String, Object> publication = member(push, "pub");
                if (!publication.isEmpty()) {
                    Map<String, Object> data = new java.util.LinkedHashMap<>(member(publication, "data"));
                    data.put("offset", publication.getOrDefault("offset", 0));
                    publications
                            .computeIfAbsent(String.valueOf(push.get("channel")), channel -> new CopyOnWriteArrayList<>())
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
