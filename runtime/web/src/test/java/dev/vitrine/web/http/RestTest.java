package dev.vitrine.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Route;
import dev.vitrine.web.TestWeb;
import dev.vitrine.web.json.Json;
import dev.vitrine.web.socket.RawSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestTest {
    @TempDir
    Path directory = Path.of("");

    private TestWeb web;

    RestTest(@TempDir Path other) throws IOException {
        Path data = Files.createDirectory(other.resolve("data"));
        web = new TestWeb(data, Files.createDirectory(other.resolve("pages")));
    }

    @BeforeEach
    void makeEvent() {
        web.withModeration().withEvent("demo");
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void events_canBeMadeAndSeen() {
        assertThat(web.post("/api/v1/events", Map.of("id", "drop", "title", "Drop", "class", "commerce"))
                        .status())
                .isEqualTo(201);
        assertThat(web.get("/api/v1/events").json().bodies("events"))
                .extracting(event -> event.text("id"))
                .contains("demo", "drop");
        Body event = web.get("/api/v1/events/drop").json();
        assertThat(event.text("phase")).isEqualTo("draft");
        assertThat(event.body("stream").text("state")).isEqualTo("OFFLINE");
        assertThat(web.get("/api/v1/events/drop/viewers").json().integer("watching"))
                .isZero();
    }

    @Test
    void profile_isShownWithEveryFamily_andSwitchedByWhoMay() {
        String path = "/api/v1/events/demo/profile";
        assertThat(web.send("POST", path, "", "{\"profile\":\"fallback\"}").status())
                .isEqualTo(401);
        assertThat(web.post(path, Map.of("profile", "fallback")).status()).isEqualTo(200);
        Body answer = web.get(path).json();
        assertThat(answer.text("profile")).isEqualTo("fallback");
        assertThat(answer.text("usual")).isEqualTo("standard");
        assertThat(answer.text("encode")).isEqualTo("always");
        assertThat(answer.bodies("families"))
                .extracting(family -> family.text("name"))
                .containsExactly("baseline", "standard", "fallback");
        Body standard = answer.bodies("families").get(1);
        assertThat(standard.text("summary")).isEqualTo("The usual show.");
        assertThat(standard.text("encode")).isEqualTo("watched");
        assertThat(standard.integer("targetDelayMs")).isEqualTo(600);
        assertThat(standard.bodies("rungs"))
                .extracting(Body::values)
                .first()
                .isEqualTo(Map.of("name", "480p", "height", 480L, "kbps", 1000L));
    }

    /** The rule is the core's; here that REST is no way around it, and what it says. */
    @Test
    void aModerationPolicy_isTriedOnTheLastShow_beforeRestPutsItInForce() {
        String yaml = "failMode: hold\nrequires: []\nmaxLength: 100\nheldMax: 10\nrate: {perSecond: 1.0, burst: 3}\n";
        assertThat(web.post("/api/v1/events/demo/phase", Map.of("to", "live", "force", true, "reason", "a test"))
                        .status())
                .isEqualTo(200);
        String body = new String(Json.bytes(Map.of("yaml", yaml)), StandardCharsets.UTF_8);
        TestWeb.Answer refused = web.send("PUT", "/api/v1/policies/moderation", TestWeb.OWNER, body);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().text("type")).isEqualTo("urn:vitrine:problem:policy-untried");
        assertThat(refused.json().text("detail")).contains("/api/v1/policies/moderation/dry-run");
        // The test's moderation judges by no policy; that is said, and nothing counts as tried.
        TestWeb.Answer tried = web.send("POST", "/api/v1/policies/moderation/dry-run", TestWeb.OWNER, body);
        assertThat(tried.status()).isEqualTo(409);
        assertThat(tried.json().text("type")).isEqualTo("urn:vitrine:problem:no-dry-run");
        assertThat(web.send("POST", "/api/v1/policies/moderation/dry-run", "", body)
                        .status())
                .isEqualTo(401);
        String forced = new String(
                Json.bytes(Map.of("yaml", yaml, "force", true, "reason", "a slur goes round")), StandardCharsets.UTF_8);
        assertThat(web.send("PUT", "/api/v1/policies/moderation", TestWeb.OWNER, forced)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/v1/events/nowhere,404,no-such-event",
        "GET,/api/v1/nothing,404,not-found",
        "GET,/api/v1/events/demo/log,401,unauthorised",
        "POST,/api/v1/events,401,unauthorised",
        "GET,/api/v1/plugins,401,unauthorised",
        "GET,/api/v1/events/demo/stream-keys,401,unauthorised",
        "GET,/api/v1/events/demo/moderation/queue,401,unauthorised",
        "PATCH,/api/v1/events/demo,405,method-not-allowed",
        "POST,/api/v1/events/demo/sessions,400,bad-body",
        "GET,/%2e%2e/secret,400,bad-path",
    })
    void refusal_isAProblemThatSaysWhy(String method, String path, int status, String type) {
        TestWeb.Answer answer = web.send(method, path, "", "");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().text("type")).isEqualTo("urn:vitrine:problem:" + type);
        assertThat(answer.json().integer("status")).isEqualTo(status);
        assertThat(answer.json().text("detail")).isNotBlank();
    }

    @Test
    void playersTellHowItPlays_andStaffAloneSee() {
        String report = """
            {"v":2,"sid":"0123456789abcdef","sta":"p","msd":180,"ltc":48,"com.vitrine-path":"frames"}\
            """;
        assertThat(web.send("POST", "/api/v1/events/demo/qoe", "", report)
                        .json()
                        .integer("everyMs"))
                .isEqualTo(10_000);
        assertThat(web.ownerGet("/api/v1/events/demo/qoe")
                        .json()
                        .body("startupMs")
                        .integer("p50"))
                .isEqualTo(180);
        assertThat(web.send("GET", "/api/v1/events/demo/qoe", "", "").status()).isEqualTo(401);
        assertThat(web.send("POST", "/api/v1/events/demo/qoe", "", "{}").status())
                .isEqualTo(400);
        assertThat(web.send("POST", "/api/v1/events/nowhere/qoe", "", report).status())
                .isEqualTo(404);
    }

    @Test
    void viewerWithAToken_stillLacksStaffRights() {
        String token = session("Mia");
        assertThat(web.send("GET", "/api/v1/me", token, "").json().text("name")).isEqualTo("Mia");
        assertThat(web.send("GET", "/api/v1/events/demo/log", token, "").status())
                .isEqualTo(403);
        assertThat(web.send("GET", "/api/v1/events/demo/log", "wrong", "").status())
                .isEqualTo(401);
    }

    private String session(String name) {
        TestWeb.Answer answer = web.send("POST", "/api/v1/events/demo/sessions", "", "{\"name\":\"" + name + "\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().text("token");
    }

    @Test
    void body_thatIsNoJsonObject_isRefused() {
        for (String body : List.of("{broken", "[1]", "{} {}", "{\"a\":".repeat(500) + "1" + "}".repeat(500))) {
            TestWeb.Answer answer = web.send("POST", "/api/v1/events", TestWeb.OWNER, body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.json().text("type")).endsWith("malformed-json");
        }
        assertThat(web.send("POST", "/api/v1/events", TestWeb.OWNER, "a=b", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(web.send("POST", "/api/v1/events", TestWeb.OWNER, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void repeatWithTheSameKey_isDoneOnce() {
        String[] key = {"Idempotency-Key", "k-1"};
        String path = "/api/v1/events/demo/stream-keys";
        TestWeb.Answer first = web.send("POST", path, TestWeb.OWNER, "", key);
        TestWeb.Answer second = web.send("POST", path, TestWeb.OWNER, "", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.json().text("id")).isEqualTo(first.json().text("id"));
        assertThat(web.ownerGet(path).json().bodies("keys")).hasSize(1);
        assertThat(web.ownerGet(path).text()).doesNotContain(first.json().text("key"));
        String id = first.json().text("id");
        assertThat(web.send("DELETE", path + "/" + id, TestWeb.OWNER, "").status())
                .isEqualTo(200);
        assertThat(web.ownerGet(path).json().bodies("keys")).isEmpty();
    }

    @Test
    void chat_overTheSocket_isHeldDecidedAndRemovedOverRest() throws IOException {
        try (RawSocket mia = new RawSocket(web.port(), "/ws", "websocket");
                RawSocket ben = new RawSocket(web.port(), "/ws", "websocket")) {
            mia.text("{\"id\":1,\"connect\":{\"token\":\"" + session("Mia") + "\"}}");
            ben.text("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"chat:demo\"}}");
            ben.readUntil("\"subscribe\"");
            mia.text("{\"id\":3,\"publish\":{\"channel\":\"chat:demo\",\"data\":{\"text\":\"hold this\"}}}");
            assertThat(mia.readUntil("chat.own")).contains("\"state\":\"held\"");
            mia.text("{\"id\":4,\"publish\":{\"channel\":\"chat:demo\",\"data\":{\"text\":\"hello\"}}}");
            assertThat(ben.readUntil("hello")).doesNotContain("hold this");
            ben.text("{\"id\":5,\"publish\":{\"channel\":\"chat:demo\",\"data\":{\"text\":\"me too\"}}}");
            assertThat(ben.readUntil("\"id\":5")).contains("\"code\":103");

            List<Body> held =
                    web.ownerGet("/api/v1/events/demo/moderation/queue").json().bodies("held");
            assertThat(held).hasSize(1);
            assertThat(held.getFirst().text("text")).isEqualTo("hold this");
            assertThat(decide(held.getFirst().integer("seq"), "approve").status())
                    .isEqualTo(200);
            String shown = ben.readUntil("hold this");
            assertThat(web.ownerGet("/api/v1/events/demo/moderation/queue")
                            .json()
                            .bodies("held"))
                    .isEmpty();

            long seq = Long.parseLong(shown.replaceAll("(?s).*\"seq\":(\\d+).*", "$1"));
            assertThat(decide(seq, "remove").status()).isEqualTo(200);
            assertThat(ben.readUntil("chat.removed")).contains("\"target\":" + seq);
            ben.text("{\"id\":6,\"history\":{\"channel\":\"chat:demo\",\"limit\":50}}");
            assertThat(ben.readUntil("\"history\"")).contains("core.tombstone").doesNotContain("hold this");
            assertThat(decide(seq, "explode").status()).isEqualTo(400);
        }
        Body log = web.ownerGet("/api/v1/events/demo/log?limit=3").json();
        assertThat(log.bodies("records")).hasSize(3);
        assertThat(log.integer("next")).isEqualTo(3);
        assertThat(web.ownerGet("/api/v1/events/demo/log?after=x").status()).isEqualTo(400);
    }

    private TestWeb.Answer decide(long seq, String action) {
        return web.post("/api/v1/events/demo/moderation/decisions", Map.of("seq", seq, "action", action));
    }

    @Test
    void pluginRoutes_comeAndGoWithTheVersionInService() throws IOException {
        Path file = Files.write(directory.resolve("clip.mp4"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        web.withRoutes(
                "clips",
                Route.read(
                        "/clips/{clip}.mp4",
                        Route.PUBLIC,
                        "A clip",
                        request -> new Reply.File("video/mp4", file, request.path("clip") + ".mp4")),
                Route.read(
                        "/api/v1/events/{event}/secret",
                        "ops.read",
                        "Staff alone",
                        request -> Reply.ok(Body.of(
                                "event", request.event(), "q", request.query().getOrDefault("q", "")))),
                Route.read("/api/v1/events/{event}/open", "", "Names no right", request -> Reply.ok(Body.empty())),
                Route.ask("/api/v1/events/{event}/check", Route.PUBLIC, "Asks", request -> {
                    throw new BadBody("text", "is missing");
                }),
                Route.read("/api/v1/broken", Route.PUBLIC, "Throws", request -> {
                    throw new IllegalStateException("no");
                }));
        assertThat(web.get("/clips/c1.mp4").header("Content-Disposition")).contains("c1.mp4");
        assertThat(web.get("/api/v1/events/demo/secret").status()).isEqualTo(401);
        assertThat(web.ownerGet("/api/v1/events/demo/secret?q=a%20b").json().text("q"))
                .isEqualTo("a b");
        assertThat(web.ownerGet("/api/v1/events/nowhere/secret").status()).isEqualTo(404);
        assertThat(web.ownerGet("/api/v1/events/demo/open").status()).isEqualTo(404);
        assertThat(web.send("POST", "/api/v1/events/demo/check", "", "{}").status())
                .isEqualTo(400);
        assertThat(web.get("/api/v1/broken").status()).isEqualTo(503);
        assertThat(web.get("/openapi").text()).contains("/clips/{clip}.mp4", "events/{event}/secret");
        web.house().contributions().retire("clips");
        assertThat(web.get("/clips/c1.mp4").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=2-4,206,2-4,'\2\3\4'",
        "bytes=7-,206,7-9,",
        "bytes=-3,206,7-9,",
        "bytes=8-99,206,8-9,",
        "bytes=10-,416,*,",
        "'bytes=0-1,3-4',200,,",
        "lines=1-2,200,,",
    })
    void file_isSentInRanges(String range, int status, String part) throws IOException {
        Path file = Files.write(directory.resolve("clip.mp4"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        web.withRoutes(
                "clips",
                Route.read(
                        "/clips/{clip}",
                        Route.PUBLIC,
                        "A clip",
                        request -> new Reply.File("video/mp4", file, "clip.mp4")));
        TestWeb.Answer answer = web.get("/clips/c", "Range", range);
        assertThat(answer.status()).isEqualTo(status);
        if (part != null) {
            assertThat(answer.header("Content-Range")).isEqualTo("bytes " + part + "/10");
        }
        if (status == 206) {
            int first = Integer.parseInt(part.split("-")[0]);
            int last = Integer.parseInt(part.split("-")[1]);
            assertThat(answer.response().body())
                    .hasSize(last - first + 1)
                    .startsWith(first)
                    .endsWith(last);
        }
        TestWeb.Answer head = web.send("HEAD", "/clips/c", "", "");
        assertThat(head.header("Content-Length")).isEqualTo("10");
        assertThat(web.get("/clips/c", "If-None-Match", head.header("ETag")).status())
                .isEqualTo(304);
    }

    @Test
    void descriptions_coverRoutesTypesAndErrors() {
        Body openApi = web.get("/openapi").json();
        assertThat(openApi.text("openapi")).startsWith("3.1");
        assertThat(openApi.body("paths").values())
                .containsKeys("/api/v1/events", "/api/v1/events/{event}/moderation/decisions", "/api/v1/plugins/{id}");
        assertThat(web.get("/openapi").text()).contains("\"x-vitrine-right\":\"event.write\"", "Idempotency-Key");
        Body asyncApi = web.get("/asyncapi").json();
        assertThat(asyncApi.text("asyncapi")).isEqualTo("3.0.0");
        assertThat(web.get("/asyncapi").text()).contains("chat.message", "ptsUs", "/live/{event}/ws?format=frames");
    }

    @Test
    void health_followsTheHost() {
        assertThat(web.get("/health/live").status()).isEqualTo(200);
        assertThat(web.get("/health/ready").status()).isEqualTo(503);
        assertThat(web.get("/health/started").status()).isEqualTo(503);
        web.web().ready();
        assertThat(web.get("/health/ready").status()).isEqualTo(200);
        web.web().draining();
        assertThat(web.get("/health/ready").status()).isEqualTo(503);
        assertThat(web.get("/health/started").status()).isEqualTo(200);
    }

    @Test
    void serversOwnLog_isForStaffAlone() throws IOException {
        assertThat(web.get("/api/v1/events/_house").status()).isEqualTo(404);
        assertThat(web.get("/watch/_house").status()).isEqualTo(404);
        assertThat(web.send("POST", "/api/v1/events/_house/sessions", "", "{\"name\":\"Eve\"}")
                        .status())
                .isEqualTo(404);
        assertThat(web.ownerGet("/api/v1/events/_house/log").text()).contains("core.event");
        assertThat(web.get("/api/v1/events").text()).doesNotContain("_house");
        try (RawSocket eve = new RawSocket(web.port(), "/ws", "websocket");
                RawSocket owner = new RawSocket(web.port(), "/ws", "websocket")) {
            eve.text("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"stream:_house\"}}");
            assertThat(eve.readUntil("\"id\":2")).contains("\"code\":103");
            owner.text("{\"id\":1,\"connect\":{\"token\":\"" + TestWeb.OWNER
                    + "\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"ops:_house\"}}");
            assertThat(owner.readUntil("\"id\":2")).contains("\"recoverable\":true");
        }
    }

    @Test
    void metrics_arePrometheusText() {
        web.get("/api/v1/events");
        TestWeb.Answer answer = web.get("/metrics");
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        assertThat(answer.text())
                .contains("vitrine_ws_sessions 0.0", "vitrine_http_requests_total{kind=\"api\",status=\"2xx\"}");
    }

    @Test
    void foreignPages_getNoCorsHeaders_listedOnesDo() {
        TestWeb.Answer evil = web.get("/api/v1/events", "Origin", "https://evil.example");
        assertThat(evil.header("Access-Control-Allow-Origin")).isEmpty();
        TestWeb.Answer friend = web.send("OPTIONS", "/api/v1/events", "", "", "Origin", "https://friend.example");
        assertThat(friend.status()).isEqualTo(204);
        assertThat(friend.header("Access-Control-Allow-Headers")).contains("Authorization");
    }
}
