package dev.vitrine.web.hook;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;

/** Somebody outside who takes events. */
final class HookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private volatile IntUnaryOperator answer = count -> 204;

    /** What came, and what it was answered. */
    record Got(HttpHeaders headers, String body, int status) {
        String id() {
            return headers.firstValue("webhook-id").orElse("");
        }
    }

    HookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hooks", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = answer.applyAsInt(got.size());
            got.add(new Got(HttpHeaders.of(Map.copyOf(exchange.getRequestHeaders()), (a, b) -> true), body, status));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    /** Answers the Nth request, from 0, like this from now on. */
    void answer(IntUnaryOperator status) {
        answer = status;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks";
    }

    List<Got> got() {
        return got;
    }

    /** Bodies that were taken. */
    List<String> taken() {
        return got.stream().filter(each -> each.status() < 300).map(Got::body).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
