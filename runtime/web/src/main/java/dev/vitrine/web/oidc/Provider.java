package dev.vitrine.web.oidc;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.web.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is said to the provider: discovery (OpenID Connect Discovery 1.0), its keys, and the exchange of a code for
 * tokens. The issuer comes from the operator alone; redirects are not followed. Safe from any thread; blocks for at
 * most about 10 s.
 */
final class Provider {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;
    private static final long KEEP_NANOS = Duration.ofHours(1).toNanos();

    private final OidcConfig config;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile @Nullable Endpoints known;

    /** The addresses that discovery found. */
    record Endpoints(URI authorization, URI token, URI keys, long foundNanos) {}

    Provider(OidcConfig config) {
        this.config = config;
    }

    Endpoints endpoints() throws OidcException {
        Endpoints found = known;
        if (found != null && System.nanoTime() - found.foundNanos() < KEEP_NANOS) {
            return found;
        }
        String issuer = config.issuer().toString();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Body body = json(HttpRequest.newBuilder(URI.create(base + "/.well-known/openid-configuration")));
        try {
            if (!body.text("issuer").equals(issuer)) {
                throw new OidcException("The identity provider says it is another one; tell the operator.");
            }
            Endpoints endpoints = new Endpoints(
                    checked(body.text("authorization_endpoint")),
                    checked(body.text("token_endpoint")),
                    checked(body.text("jwks_uri")),
                    System.nanoTime());
            known = endpoints;
            return endpoints;
        } catch (BadBody e) {
            throw new OidcException("The identity provider's description is incomplete; tell the operator.", e);
        }
    }

    /** Addresses are as safe as the issuer is: HTTPS, unless the issuer itself is plain, as in a test. */
    private URI checked(String address) throws OidcException {
        try {
            URI uri = URI.create(address);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean plainAsTheIssuer =
                    scheme.equals("http") && "http".equals(config.issuer().getScheme());
            if (uri.getHost() != null && uri.getUserInfo() == null && (scheme.equals("https") || plainAsTheIssuer)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new OidcException("The identity provider's description has a bad address; tell the operator.", e);
        }
        throw new OidcException("The identity provider's description has an unsafe address; tell the operator.");
    }

    /** Returns the provider's keys as a JWK set. */
    String keys() throws OidcException {
        return text(HttpRequest.newBuilder(endpoints().keys()));
    }

    /** Exchanges a code; returns the ID token. */
    String idToken(String code, String verifier) throws OidcException {
        String form = form(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                config.redirectUri(),
                "client_id",
                config.clientId(),
                "code_verifier",
                verifier));
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoints().token())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        Optional<String> secret = config.clientSecret();
        if (secret.isPresent()) {
            String pair = encode(config.clientId()) + ":" + encode(secret.get());
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return json(request)
                .optionalText("id_token")
                .orElseThrow(() -> new OidcException("The identity provider sent no ID token; tell the operator."));
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Body json(HttpRequest.Builder request) throws OidcException {
        try {
            return Json.object(text(request).getBytes(StandardCharsets.UTF_8));
        } catch (Json.Malformed e) {
            throw new OidcException("The identity provider's answer is no JSON; tell the operator.", e);
        }
    }

    private String text(HttpRequest.Builder request) throws OidcException {
        try {
            HttpResponse<String> response = http.send(
                    request.timeout(LIMIT).header("Accept", "application/json").build(),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MAX_BYTES));
            if (response.statusCode() != 200) {
                throw new OidcException(
                        "The identity provider refused (%d); log in again, and if it stays, tell the operator."
                                .formatted(response.statusCode()));
            }
            return response.body();
        } catch (IOException e) {
            throw new OidcException("The identity provider does not answer; try again in a moment.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OidcException("The server is going down; try again shortly.", e);
        }
    }
}
