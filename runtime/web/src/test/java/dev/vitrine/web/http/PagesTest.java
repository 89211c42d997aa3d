package dev.vitrine.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.web.TestWeb;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
    private final TestWeb web;

    PagesTest(@TempDir Path directory) throws IOException {
        Path pages = Files.createDirectory(directory.resolve("pages"));
        Files.writeString(pages.resolve("viewer.html"), "<!doctype html><p>viewer " + "x".repeat(2000));
        Files.writeString(pages.resolve("embed.html"), "<!doctype html><p>embed");
        Files.writeString(pages.resolve("console.html"), "<!doctype html><p>console");
        Files.createDirectory(pages.resolve("assets"));
        Files.writeString(pages.resolve("assets/viewer-1a2b.js"), "export {};");
        Files.writeString(pages.resolve("assets/viewer-1a2b.js.br"), "brotli");
        Files.writeString(directory.resolve("secret.txt"), "secret");
        web = new TestWeb(Files.createDirectory(directory.resolve("data")), pages);
        web.withEvent("demo");
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void page_isNeverCached_andAllowsItsOwnScriptsAlone() {
        TestWeb.Answer page = web.get("/watch/demo");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("viewer");
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-inline");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isNotEmpty();
        assertThat(web.get("/watch/demo", "If-None-Match", page.header("ETag")).status())
                .isEqualTo(304);
        assertThat(web.get("/embed/demo").header("Content-Security-Policy")).contains("frame-ancestors *");
        assertThat(web.get("/console").text()).contains("console");
        assertThat(web.get("/").status()).isEqualTo(302);
    }

    @Test
    void asset_isCachedForGood_andSentCompressed() throws IOException {
        TestWeb.Answer asset = web.get("/assets/viewer-1a2b.js", "Accept-Encoding", "gzip, br");
        assertThat(asset.header("Cache-Control")).contains("immutable");
        assertThat(asset.header("Content-Encoding")).isEqualTo("br");
        assertThat(asset.text()).isEqualTo("brotli");
        assertThat(asset.header("Content-Type")).startsWith("text/javascript");
        TestWeb.Answer page = web.get("/watch/demo", "Accept-Encoding", "gzip");
        assertThat(page.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(new String(
                        new GZIPInputStream(
                                        new ByteArrayInputStream(page.response().body()))
                                .readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("viewer");
    }

    @Test
    void unknownPage_isAKindPage_forPeople() {
        TestWeb.Answer page = web.get("/nowhere", "Accept", "text/html");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).contains("Nothing in this window");
    }

    @Test
    void unknownEvent_isTheViewerPageWithStatus404_whichSaysSo() {
        TestWeb.Answer page = web.get("/watch/nowhere", "Accept", "text/html");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'");
        assertThat(page.text()).contains("viewer");
        assertThat(web.get("/watch/nowhere").header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void paths_cannotLeaveTheRoot() {
        for (String path : new String[] {
            "/assets/../../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/..%5c..%5csecret.txt"
        }) {
            assertThat(web.get(path).text()).as(path).doesNotContain("secret\n").isNotEqualTo("secret");
            assertThat(web.get(path).status()).as(path).isBetween(400, 404);
        }
    }
}
