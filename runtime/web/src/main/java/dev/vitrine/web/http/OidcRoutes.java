package dev.vitrine.web.http;

import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.core.House;
import dev.vitrine.core.access.Accounts.Account;
import dev.vitrine.web.oidc.Oidc;
import dev.vitrine.web.oidc.OidcException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Login through the identity provider, for people in a browser: there, back, and on to the console; trouble is told on
 * the login page. Whoever comes must have an account whose login is their verified e-mail address: the provider says
 * who somebody is, and this server what they may do.
 */
final class OidcRoutes {
    private static final System.Logger LOG = System.getLogger(OidcRoutes.class.getName());
    private static final String STATE = "vitrine-oidc";

    private final House house;
    private final Optional<Oidc> oidc;

    OidcRoutes(House house, Optional<Oidc> oidc) {
        this.house = house;
        this.oidc = oidc;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.door(
                        "GET",
                        "/api/v1/login",
                        "The ways to log in",
                        Body.empty(),
                        visit -> visit.answer(200, Body.of("password", true, "oidc", oidc.isPresent()))),
                Endpoint.door(
                        "GET", "/login/oidc", "Sends a browser to the identity provider", Body.empty(), this::begin),
                Endpoint.door(
                        "GET",
                        "/login/oidc/callback",
                        "Where the identity provider sends it back to",
                        Body.empty(),
                        this::finish));
    }

    private void begin(Visit visit) {
        if (oidc.isEmpty()) {
            visit.refuse(Problem.of("not-found", 404, "This server has no identity provider; log in by password."));
            return;
        }
        try {
            Oidc.Begun begun = oidc.get().begin();
            setState(visit, oidc.get(), begun.state(), Oidc.PATIENCE.toSeconds());
            redirect(visit, begun.address());
        } catch (OidcException e) {
            trouble(visit, e);
        }
    }

    private void finish(Visit visit) {
        if (oidc.isEmpty()) {
            visit.refuse(Problem.of("not-found", 404, "This server has no identity provider; log in by password."));
            return;
        }
        Oidc provider = oidc.get();
        setState(visit, provider, "", 0);
        try {
            if (!query(visit.request(), "error").isEmpty()) {
                trouble(visit, "The identity provider did not let you in.");
                return;
            }
            Oidc.Identity identity = provider.finish(
                    query(visit.request(), "state"),
                    SessionCookie.read(visit.request(), name(provider)),
                    query(visit.request(), "code"));
            Optional<Account> account = identity.email().isEmpty()
                    ? Optional.empty()
                    : house.badges().accounts().byLogin(identity.email()).filter(each -> !each.disabled());
            if (account.isEmpty()) {
                trouble(visit, "There is no account here for that e-mail address; ask the owner for one.");
                return;
            }
            switch (house.logins().open(account.get(), "oidc")) {
                case Outcome.Refused refused -> trouble(visit, refused.problem().detail());
                case Outcome.Done done -> {
                    SessionCookie.set(
                            visit.response(),
                            provider.config().isSecure(),
                            done.reply().text("token"),
                            Instant.parse(done.reply().text("expiresAt")),
                            Instant.now());
                    redirect(visit, "/console");
                }
            }
        } catch (OidcException e) {
            trouble(visit, e);
        }
    }

    private static String query(ServerRequest request, String name) {
        return request.query().contains(name) ? request.query().get(name) : "";
    }

    private static String name(Oidc provider) {
        return provider.config().isSecure() ? "__Host-" + STATE : STATE;
    }

    private static void setState(Visit visit, Oidc provider, String state, long maxAgeSeconds) {
        SessionCookie.add(
                visit.response(), name(provider), state, provider.config().isSecure(), maxAgeSeconds);
    }

    private static void trouble(Visit visit, OidcException why) {
        LOG.log(System.Logger.Level.DEBUG, "A login through the identity provider failed.", why);
        trouble(visit, String.valueOf(why.getMessage()));
    }

    private static void trouble(Visit visit, String sentence) {
        redirect(visit, "/login?trouble=" + URLEncoder.encode(sentence, StandardCharsets.UTF_8));
    }

    private static void redirect(Visit visit, String address) {
        visit.response().header(HeaderNames.LOCATION, address);
        visit.response().header(HeaderNames.CACHE_CONTROL, "no-store");
        Responder.empty(visit.response(), 303);
    }
}
