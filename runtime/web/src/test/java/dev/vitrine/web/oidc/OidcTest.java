package dev.vitrine.web.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.vitrine.web.TestWeb;
import dev.vitrine.web.TestWeb.Answer;
import dev.vitrine.web.WebConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins through a provider in this process, by its rules and against them. */
class OidcTest {
    private static final String PUBLIC = "http://localhost:8080";

    private final FakeProvider provider = new FakeProvider();
    private final TestWeb web;

    OidcTest(@TempDir Path directory) throws IOException {
        web = new TestWeb(
                Files.createDirectory(directory.resolve("data")),
                Files.createDirectory(directory.resolve("pages")),
                WebConfig.plain("127.0.0.1", 0)
                        .withOidc(new OidcConfig(
                                URI.create(provider.issuer()),
                                FakeProvider.CLIENT,
                                Optional.of("hush"),
                                URI.create(PUBLIC))));
    }

    @BeforeEach
    void makeAccount() {
        web.withEvent("demo");
        web.post(
                "/api/v1/accounts",
                Map.of("login", "mia@example.org", "name", "Mia Lang", "roles", List.of("moderator")));
    }

    @AfterEach
    void stop() {
        web.close();
        provider.close();
    }

    /** A browser's way there: what it was sent to, and the cookie it holds meanwhile. */
    private record Going(String address, String cookie) {}

    private Going begin() {
        Answer answer = web.get("/login/oidc");
        assertThat(answer.status()).isEqualTo(303);
        String cookie = answer.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Lax");
        return new Going(answer.header("Location"), cookie.substring(0, cookie.indexOf(';')));
    }

    private Answer back(String address, String cookie) {
        assertThat(address).startsWith(PUBLIC + "/login/oidc/callback");
        String path = address.substring(PUBLIC.length());
        return cookie.isEmpty() ? web.get(path) : web.get(path, "Cookie", cookie);
    }

    private Answer login() {
        Going going = begin();
        return back(provider.authorize(going.address()), going.cookie());
    }

    private static void isRefused(Answer answer, String words) {
        assertThat(answer.status()).isEqualTo(303);
        assertThat(URLDecoder.decode(answer.header("Location"), StandardCharsets.UTF_8))
                .startsWith("/login?trouble=")
                .contains(words);
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .as("no session")
                .noneMatch(cookie -> cookie.startsWith("vitrine-local=") || cookie.startsWith("__Host-vitrine="));
    }

    @Test
    void someoneWithAnAccount_isLetIn() {
        Answer answer = login();
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/console");
        String cookie = answer.response().headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith("vitrine-local="))
                .findFirst()
                .orElseThrow();
        String session = cookie.substring(0, cookie.indexOf(';'));
        assertThat(web.get("/api/v1/me", "Cookie", session).json().text("name")).isEqualTo("Mia Lang");
        assertThat(web.ownerGet("/api/v1/sessions").text()).contains("\"oidc\"");
        assertThat(web.get("/api/v1/login").json().flag("oidc", false)).isTrue();
    }

    @Test
    void someoneWithoutAnAccount_orWithoutAVerifiedAddress_isNot() {
        provider.claims(set -> set.claim("email", "eve@example.org"));
        isRefused(login(), "no account");
        provider.claims(set -> set.claim("email_verified", false));
        isRefused(login(), "no account");
        provider.claims(set -> set.claim("email_verified", "true"));
        isRefused(login(), "cannot be read");
        provider.claims(set -> set.claim("email", null));
        isRefused(login(), "no account");
        web.send("PUT", "/api/v1/accounts/mia@example.org/disabled", TestWeb.OWNER, "{\"disabled\":true}");
        provider.claims(set -> set);
        isRefused(login(), "no account");
    }

    @Test
    void aTokenThatIsNotForThisLogin_isRefused() {
        Map<String, UnaryOperator<JWTClaimsSet.Builder>> wrong = new LinkedHashMap<>();
        wrong.put("nonce", set -> set.claim("nonce", "another"));
        wrong.put("no nonce", set -> set.claim("nonce", null));
        wrong.put("audience", set -> set.audience("someone-else"));
        wrong.put("two audiences without azp", set -> set.audience(List.of(FakeProvider.CLIENT, "someone-else")));
        wrong.put("azp", set -> set.claim("azp", "someone-else"));
        wrong.put("issuer", set -> set.issuer("http://127.0.0.1:1"));
        wrong.put("expired", set -> set.expirationTime(Date.from(Instant.now().minusSeconds(60))));
        wrong.put("no expiry", set -> set.expirationTime(null));
        wrong.put("no subject", set -> set.subject(null));
        wrong.put("not yet", set -> set.notBeforeTime(Date.from(Instant.now().plusSeconds(600))));
        wrong.forEach((what, change) -> {
            provider.claims(change);
            isRefused(login(), "not for this login");
        });
    }

    @Test
    void aTokenThatIsNotSignedByTheProvider_isRefused() {
        provider.token(token -> new PlainJWT(claims(token)).serialize());
        isRefused(login(), "not for this login");
        provider.token(token -> {
            try {
                SignedJWT forged = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(token));
                forged.sign(new MACSigner("hush-hush-hush-hush-hush-hush-32"));
                return forged.serialize();
            } catch (JOSEException e) {
                throw new AssertionError(e);
            }
        });
        isRefused(login(), "not for this login");
        provider.token(token -> token.substring(0, token.length() - 6) + "AAAAAA");
        isRefused(login(), "not for this login");
        provider.token(token -> "no.token");
        isRefused(login(), "cannot be read");
        provider.token(token -> token);
        provider.rotate(false);
        isRefused(login(), "not for this login");
    }

    private static JWTClaimsSet claims(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLoginThatSomebodyElseBegan_orThatIsPlayedAgain_isRefused() {
        Going mine = begin();
        Going theirs = begin();
        String back = provider.authorize(theirs.address());
        isRefused(back(back, mine.cookie()), "not begun here");
        Going another = begin();
        isRefused(back(provider.authorize(another.address()), ""), "not begun here");
        Going used = begin();
        String address = provider.authorize(used.address());
        assertThat(back(address, used.cookie()).header("Location")).isEqualTo("/console");
        isRefused(back(address, used.cookie()), "not begun here");
        isRefused(
                back(PUBLIC + "/login/oidc/callback?error=access_denied&state=x", mine.cookie()), "did not let you in");
        Going badCode = begin();
        String state =
                FakeProvider.form(URI.create(badCode.address()).getRawQuery()).get("state");
        isRefused(back(PUBLIC + "/login/oidc/callback?code=made-up&state=" + state, badCode.cookie()), "refused (400)");
    }
}
