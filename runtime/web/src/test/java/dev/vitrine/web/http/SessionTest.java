package dev.vitrine.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.data.Body;
import dev.vitrine.web.TestWeb;
import dev.vitrine.web.TestWeb.Answer;
import dev.vitrine.web.json.Json;
import dev.vitrine.web.socket.RawSocket;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins, cookies, foreign origins, tickets and keys, from outside. */
class SessionTest {
    private static final String PASSWORD = "correct horse battery";

    private final TestWeb web;

    SessionTest(@TempDir Path directory) throws IOException {
        web = new TestWeb(
                Files.createDirectory(directory.resolve("data")), Files.createDirectory(directory.resolve("pages")));
    }

    @BeforeEach
    void makeAccount() {
        web.withModeration().withEvent("demo").withEvent("other");
        assertThat(web.post(
                                "/api/v1/accounts",
                                Map.of(
                                        "login",
                                        "mia",
                                        "name",
                                        "Mia Lang",
                                        "password",
                                        PASSWORD,
                                        "roles",
                                        List.of("moderator@demo")))
                        .status())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private static String text(Map<String, Object> body) {
        return new String(Json.bytes(body), StandardCharsets.UTF_8);
    }

    private Answer login(String password, String... headers) {
        return web.send("POST", "/api/v1/login", "", text(Map.of("login", "mia", "password", password)), headers);
    }

    private String cookie() {
        String header = login(PASSWORD).header("Set-Cookie");
        return header.substring(0, header.indexOf(';'));
    }

    /** Returns the head of an answer to a request with a Host of our choice, which Java's client does not send. */
    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", web.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) socket.getInputStream().read());
            }
            return answer.toString();
        }
    }

    private String own() {
        return "http://127.0.0.1:" + web.port();
    }

    @Test
    void aLogin_setsACookieThatNoScriptCanRead() {
        Answer answer = login(PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().text("name")).isEqualTo("Mia Lang");
        String cookie = answer.header("Set-Cookie");
        assertThat(cookie)
                .startsWith("vitrine-local=")
                .contains("; HttpOnly")
                .contains("; SameSite=Lax")
                .contains("; Path=/")
                .doesNotContain("Domain");
        assertThat(answer.text()).doesNotContain(cookie.substring(14, cookie.indexOf(';')));
        Body me = web.get("/api/v1/me", "Cookie", cookie()).json();
        assertThat(me.texts("roles")).containsExactly("moderator@demo");
    }

    @Test
    void anEvent_tellsStaffWhatTheyMayDoThere_andNobodyElse() {
        String cookie = cookie();
        assertThat(web.get("/api/v1/events/demo", "Cookie", cookie).json().texts("may"))
                .contains("chat.moderate", "mod.read")
                .doesNotContain("plugin.write", "stream-key.write");
        assertThat(web.get("/api/v1/events/other", "Cookie", cookie).json().texts("may"))
                .isEmpty();
        assertThat(web.send("GET", "/api/v1/events/demo", "", "").json().has("may"))
                .isFalse();
    }

    @Test
    void aLoginThroughAProxyWithHttps_setsAHostCookie() throws Exception {
        String body = text(Map.of("login", "mia", "password", PASSWORD));
        String answer = exchange("POST /api/v1/login HTTP/1.1\r\nHost: shop.example\r\nOrigin: https://shop.example\r\n"
                + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("__Host-vitrine=")
                .contains("; Secure");
    }

    @Test
    void aLoginOverPlainHttpFromElsewhere_isRefused() throws Exception {
        String body = text(Map.of("login", "mia", "password", PASSWORD));
        for (String host : List.of("shop.example", "127.0.0.1.shop.example", "localhost.shop.example")) {
            String answer = exchange("POST /api/v1/login HTTP/1.1\r\nHost: " + host
                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
            assertThat(answer).as(host).startsWith("HTTP/1.1 403").doesNotContain("Set-Cookie");
        }
    }

    @Test
    void aWrongPassword_is401_andTooManyAre429() {
        for (int i = 0; i < 5; i++) {
            assertThat(login("wrong horse battery").status()).isEqualTo(401);
        }
        Answer answer = login(PASSWORD);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void aWriteByCookie_takesAPageOfThisServer() {
        String cookie = cookie();
        String path = "/api/v1/events/demo/moderation/decisions";
        String body = text(Map.of("seq", 1, "action", "deny"));
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "http://127.0.0.1",
                "http://127.0.0.1:1",
                own() + ".evil.example",
                "http://evil.example/" + own(),
                "https://friend.example")) {
            Answer foreign = web.send("POST", path, "", body, "Cookie", cookie, "Origin", origin);
            assertThat(foreign.status()).as(origin).isEqualTo(403);
            assertThat(foreign.json().text("type")).endsWith("foreign-origin");
        }
        assertThat(web.send("POST", path, "", body, "Cookie", cookie).status())
                .as("no origin at all")
                .isEqualTo(403);
        assertThat(web.send("POST", path, "", body, "Cookie", cookie, "Origin", own())
                        .status())
                .as("from our own page; nothing waits")
                .isEqualTo(409);
        assertThat(web.send("POST", "/api/v1/login", "", "{}", "Origin", "https://evil.example")
                        .status())
                .as("nor can a foreign page log its visitor in")
                .isEqualTo(403);
    }

    @Test
    void aRoleForOneEvent_opensThatEventAlone() {
        String cookie = cookie();
        assertThat(web.get("/api/v1/events/demo/moderation/queue", "Cookie", cookie)
                        .status())
                .isEqualTo(200);
        assertThat(web.get("/api/v1/events/other/moderation/queue", "Cookie", cookie)
                        .status())
                .isEqualTo(403);
        assertThat(web.get("/api/v1/plugins", "Cookie", cookie).status()).isEqualTo(403);
        assertThat(web.get("/api/v1/accounts", "Cookie", cookie).status()).isEqualTo(403);
        assertThat(web.get("/api/v1/events/_house/log", "Cookie", cookie).status())
                .isIn(403, 404);
    }

    @Test
    void aLogout_endsTheSessionAndTakesTheCookie() {
        String cookie = cookie();
        Answer answer = web.send("POST", "/api/v1/logout", "", "", "Cookie", cookie, "Origin", own());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(web.get("/api/v1/events/demo/moderation/queue", "Cookie", cookie)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aTicket_opensOneSocket_andARevokedSessionClosesItWithinASecond() throws Exception {
        String cookie = cookie();
        String ticket = web.send("POST", "/api/v1/tickets", "", "", "Cookie", cookie, "Origin", own())
                .json()
                .text("ticket");
        try (RawSocket socket = new RawSocket(web.port(), "/ws", "websocket")) {
            socket.text("{\"id\":1,\"connect\":{\"token\":\"" + ticket + "\"}}");
            socket.readUntil("\"connect\"");
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"mod:demo\"}}");
            socket.readUntil("\"subscribe\"");
            socket.text("{\"id\":3,\"subscribe\":{\"channel\":\"mod:other\"}}");
            socket.readUntil("permission denied");
            Body session =
                    web.ownerGet("/api/v1/sessions").json().bodies("sessions").getFirst();
            assertThat(session.text("login")).isEqualTo("mia");
            long begun = System.nanoTime();
            assertThat(web.send("DELETE", "/api/v1/sessions/" + session.text("id"), TestWeb.OWNER, "")
                            .status())
                    .isEqualTo(200);
            assertThat(socket.readClose()).isEqualTo(3500);
            System.out.printf("revocation reached the socket after %d ms%n", (System.nanoTime() - begun) / 1_000_000);
        }
        try (RawSocket socket = new RawSocket(web.port(), "/ws", "websocket")) {
            socket.text("{\"id\":1,\"connect\":{\"token\":\"" + ticket + "\"}}");
            assertThat(socket.readClose()).as("a used ticket").isEqualTo(3500);
        }
        assertThat(web.send("POST", "/api/v1/tickets", "", "").status()).isEqualTo(401);
    }

    @Test
    void anApiKey_opensItsScope() {
        Body key = web.post("/api/v1/api-keys", Map.of("name", "board", "roles", List.of("reader")))
                .json();
        String token = key.text("key");
        assertThat(web.send("GET", "/api/v1/events/demo/log", token, "").status())
                .isEqualTo(200);
        assertThat(web.send("POST", "/api/v1/events", token, text(Map.of("id", "mine")))
                        .status())
                .isEqualTo(403);
        assertThat(web.ownerGet("/api/v1/api-keys").text()).contains("board").doesNotContain(token);
        web.send("DELETE", "/api/v1/api-keys/" + key.text("id"), TestWeb.OWNER, "");
        assertThat(web.send("GET", "/api/v1/events/demo/log", token, "").status())
                .isEqualTo(401);
    }

    @Test
    void onesOwnPassword_takesThePresentOne() {
        String cookie = cookie();
        String wrong = text(Map.of("current", "wrong horse battery", "password", "another horse battery"));
        assertThat(web.send("PUT", "/api/v1/me/password", "", wrong, "Cookie", cookie, "Origin", own())
                        .status())
                .isEqualTo(403);
        String right = text(Map.of("current", PASSWORD, "password", "another horse battery"));
        assertThat(web.send("PUT", "/api/v1/me/password", "", right, "Cookie", cookie, "Origin", own())
                        .status())
                .isEqualTo(200);
        assertThat(web.get("/api/v1/events/demo/moderation/queue", "Cookie", cookie)
                        .status())
                .as("whoever was in by the old one is out")
                .isEqualTo(401);
        assertThat(login("another horse battery").status()).isEqualTo(200);
    }

    @Test
    void aFloodOfLogins_isRefused_andTheRestGoesOn() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> flood = IntStream.range(0, 1_000)
                    .mapToObj(i -> threads.submit(() -> web.send(
                                    "POST",
                                    "/api/v1/login",
                                    "",
                                    text(Map.of("login", "guess-" + i % 200, "password", PASSWORD)))
                            .status()))
                    .toList();
            assertThat(web.ownerGet("/api/v1/events/demo").status()).isEqualTo(200);
            for (Future<Integer> each : flood) {
                assertThat(each.get()).isIn(401, 429, 503);
            }
        }
        assertThat(web.ownerGet("/api/v1/events/demo").status()).isEqualTo(200);
    }
}
