package dev.vitrine.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.web.TestWeb;
import dev.vitrine.web.TestWeb.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every answer tells a browser, on every page there is. */
class SecurityHeadersTest {
    private static final List<String> FILES = List.of("viewer", "embed", "overlay", "shop", "console", "login");

    private final TestWeb web;

    SecurityHeadersTest(@TempDir Path directory) throws IOException {
        Path pages = Files.createDirectory(directory.resolve("pages"));
        for (String file : FILES) {
            Files.writeString(pages.resolve(file + ".html"), "<!doctype html><p>" + file);
        }
        web = new TestWeb(Files.createDirectory(directory.resolve("data")), pages);
        web.withEvent("demo");
    }

    @AfterEach
    void stop() {
        web.close();
    }

    /** The directives of a policy by name. */
    private static Map<String, String> policy(Answer answer) {
        return Arrays.stream(answer.header("Content-Security-Policy").split(";"))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toMap(each -> each.split(" ")[0], each -> each.substring(each.indexOf(' ') + 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "/watch/demo,200,false",
        "/embed/demo,200,true",
        "/overlay/demo,200,true",
        "/shop/demo,200,false",
        "/console,200,false",
        "/console/demo,200,false",
        "/login,200,false",
        "/watch/nowhere,404,false",
        "/nothing-here,404,false"
    })
    void everyPage(String path, int status, boolean framed) {
        Answer page = web.get(path, "Accept", "text/html");
        assertThat(page.status()).isEqualTo(status);
        Map<String, String> policy = policy(page);
        assertThat(policy)
                .containsEntry("default-src", "'self'")
                .containsEntry("script-src", "'self'")
                .containsEntry("style-src", "'self'")
                .containsEntry("connect-src", "'self'")
                .containsEntry("object-src", "'none'")
                .containsEntry("base-uri", "'none'")
                .containsEntry("form-action", "'self'")
                .containsEntry("frame-ancestors", framed ? "*" : "'none'");
        assertThat(page.header("Content-Security-Policy")).doesNotContain("unsafe", "http:", "https:");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(page.header("Permissions-Policy")).contains("camera=()", "microphone=()");
        assertThat(page.header("X-Frame-Options")).isEqualTo(framed ? "" : "DENY");
        assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo(framed ? "" : "same-origin");
        assertThat(page.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void everySurfaceThatThereIs_isInTheListAbove() {
        assertThat(Pages.surfaces()).containsExactlyInAnyOrder("watch", "embed", "overlay", "shop", "console", "login");
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/events,200", "/api/v1/nothing,404", "/api/v1/plugins,401", "/openapi,200", "/asyncapi,200"})
    void data_isNoPage(String path, int status) {
        Answer answer = web.get(path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(policy(answer)).containsEntry("default-src", "'none'").containsEntry("frame-ancestors", "'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aCookieFromElsewhere_getsNoCrossOriginLeave() {
        Answer answer = web.get("/api/v1/me", "Origin", "https://friend.example");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
        assertThat(answer.header("Access-Control-Allow-Credentials"))
                .as("a friend's page may call with its own token, never with our visitor's cookie")
                .isEmpty();
    }
}
