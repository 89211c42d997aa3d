package dev.vitrine.web.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vitrine.web.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An identity provider in this process, which lets everybody in as {@code mia@example.org} and checks PKCE. */
public final class FakeProvider implements AutoCloseable {
    /** What this server is to it. */
    public static final String CLIENT = "vitrine";

    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile ECKey signingKey;
    private volatile JWKSet published;
    private volatile UnaryOperator<JWTClaimsSet.Builder> claims = each -> each;
    private volatile UnaryOperator<String> token = each -> each;

    /** Starts it. */
    public FakeProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        signingKey = newKey("one");
        published = new JWKSet(signingKey.toPublicJWK());
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> json(
                        exchange,
                        Map.of(
                                "issuer", issuer(),
                                "authorization_endpoint", issuer() + "/authorize",
                                "token_endpoint", issuer() + "/token",
                                "jwks_uri", issuer() + "/keys")));
        server.createContext("/keys", exchange -> json(exchange, published.toJSONObject()));
        server.createContext("/token", this::token);
        server.start();
    }

    private static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** Its issuer. */
    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Changes the claims of the tokens from now on. */
    public void claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        claims = change;
    }

    /** Changes the tokens themselves. */
    public void token(UnaryOperator<String> change) {
        token = change;
    }

    /** Takes a new key. */
    public void rotate(boolean publish) {
        signingKey = newKey("key-" + count.incrementAndGet());
        if (publish) {
            published = new JWKSet(signingKey.toPublicJWK());
        }
    }

    /** Does what a browser and its person do there: logs in and is sent back. Returns the address. */
    public String authorize(String address) {
        Map<String, String> query = form(URI.create(address).getRawQuery());
        if (!"S256".equals(query.get("code_challenge_method"))) {
            throw new AssertionError("No PKCE: " + address);
        }
        String code = "code-" + count.incrementAndGet();
        codes.put(code, query);
        return query.get("redirect_uri") + "?code=" + code + "&state=" + query.get("state");
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
        if (asked == null
                || !challenge(form.getOrDefault("code_verifier", "")).equals(asked.get("code_challenge"))
                || !form.getOrDefault("redirect_uri", "").equals(asked.get("redirect_uri"))) {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
            return;
        }
        Instant now = Instant.now();
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("user-17")
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", asked.get("nonce"))
                .claim("email", "Mia@example.org")
                .claim("email_verified", true);
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(signingKey.getKeyID())
                            .build(),
                    claims.apply(set).build());
            jwt.sign(new ECDSASigner(signingKey));
            json(exchange, Map.of("token_type", "Bearer", "id_token", token.apply(jwt.serialize())));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, String> form(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            fields.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void json(HttpExchange exchange, Map<String, Object> body) throws IOException {
        byte[] bytes = Json.bytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
