package dev.vitrine.core;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.core.access.Accounts;
import dev.vitrine.core.access.Accounts.Account;
import dev.vitrine.core.access.ApiKeys;
import dev.vitrine.core.access.Badges;
import dev.vitrine.core.access.LoginDesk;
import dev.vitrine.core.access.Passwords;
import dev.vitrine.core.access.Secrets;
import dev.vitrine.core.access.StaffSessions;
import dev.vitrine.core.chat.Cleaning;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.room.EventRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Accounts, logins and API keys. Their records hold hashes and go to no channel. Passwords are hashed before they
 * become a command: no plain one is ever on the bus, in a receipt or on the log.
 */
final class AccountCommands {
    static final String RIGHT = "account.write";

    /** One shift; longer, and a forgotten browser is an open door. */
    private static final Duration SESSION_LIFE = Duration.ofHours(12);

    /** Sessions of one account; the next login ends the oldest. */
    private static final int MAX_SESSIONS = 10;

    private static final int MAX_ACCOUNTS = 10_000;
    private static final int MAX_KEYS = 1_000;
    private static final int MAX_KEY_DAYS = 3_650;
    private static final Pattern LOGIN = Pattern.compile("[a-z0-9][a-z0-9._@+-]{1,253}");
    private static final Pattern EVENT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    /** Roles that only Vitrine gives. */
    private static final Set<String> NOT_GIVEN = Set.of("house", "plugin");

    private static final Body ACCOUNT_EXAMPLE =
            Body.of("login", "mia", "name", "Mia Lang", "roles", List.of("moderator", "producer@spring-drop"));

    private final Secrets secrets;
    private final Badges badges;
    private final Supplier<Set<String>> roleNames;

    AccountCommands(Secrets secrets, Badges badges, Supplier<Set<String>> roleNames) {
        this.secrets = secrets;
        this.badges = badges;
        this.roleNames = roleNames;
    }

    List<CoreCommand> all() {
        return List.of(
                command("account.create", RIGHT, "Make an account for staff", ACCOUNT_EXAMPLE, this::create),
                command(
                        "account.roles",
                        RIGHT,
                        "Give an account other roles",
                        Body.of("id", "mia", "roles", List.of("moderator@spring-drop")),
                        this::roles),
                command(
                        "account.disable",
                        RIGHT,
                        "Let an account in no more, or again",
                        Body.of("id", "mia", "disabled", true),
                        this::disable),
                command(
                        "account.password",
                        RIGHT,
                        "Set an account's password; ends its sessions",
                        Body.of("id", "mia", "password", "(its Argon2id hash)"),
                        this::password),
                // The door has asked for the present password.
                command(
                        "account.own-password",
                        Route.PUBLIC,
                        "Change one's own password; ends one's sessions",
                        Body.of("password", "(its Argon2id hash)"),
                        this::ownPassword),
                new CoreCommand(
                        type(LoginDesk.OPEN, "house", "Record a login", Body.of("account", "mia", "how", "password")),
                        CoreCommand.Audience.SERVER_BY_HOUSE_ALONE,
                        true,
                        this::open,
                        CoreCommand.After.NOTHING),
                command(
                        "session.revoke",
                        Route.PUBLIC,
                        "End a login: one's own, or with the right account.write anybody's",
                        Body.of("id", "s-1a2b3c4d"),
                        this::revokeSession),
                new CoreCommand(
                        type(
                                "api-key.create",
                                RIGHT,
                                "Make a key for a machine; it is shown once",
                                Body.of("name", "stock sync", "roles", List.of("shop@spring-drop"), "days", 365)),
                        CoreCommand.Audience.SERVER,
                        true,
                        this::createKey,
                        CoreCommand.After.NOTHING),
                command("api-key.revoke", RIGHT, "Make a key worthless", Body.of("id", "k-1a2b3c4d"), this::revokeKey));
    }

    private static CommandType type(String type, String right, String summary, Body example) {
        // Never frozen: whoever must go has to go in a protected window too.
        return new CommandType(type, right, ChangeClass.MODERATION, summary, example);
    }

    private static CoreCommand command(String type, String right, String summary, Body example, CoreCommand.Work work) {
        return new CoreCommand(
                type(type, right, summary, example),
                CoreCommand.Audience.SERVER,
                false,
                work,
                CoreCommand.After.NOTHING);
    }

    // ---- accounts ---------------------------------------------------------------------------------------------------

    private Outcome create(Command command, Moment moment, EventRoom room) {
        Body body = command.body();
        String login = body.text("login").strip();
        if (!LOGIN.matcher(login).matches()) {
            throw new BadBody("login", "takes 2 to 254 of a-z, 0-9 and . _ @ + -, beginning with a letter or digit");
        }
        String name = Cleaning.name(body.optionalText("name").orElse(login));
        if (name.isEmpty()) {
            throw new BadBody("name", "takes 1 to " + Cleaning.MAX_NAME + " characters that can be seen");
        }
        List<String> roles = grantable(command.actor(), body.texts("roles"));
        if (badges.accounts().find(login).isPresent()) {
            return Outcome.refused(
                    "account-exists", 409, "There is an account \"" + login + "\" already; choose another login.");
        }
        if (badges.accounts().all().size() >= MAX_ACCOUNTS) {
            return Outcome.refused("too-many-accounts", 409, "There are " + MAX_ACCOUNTS + " accounts.");
        }
        String id = secrets.longId("u");
        Body account = Body.of("id", id, "login", login, "name", name, "roles", roles);
        Body recorded = body.has("password") ? account.with("password", hash(body)) : account;
        return Outcome.done(Draft.asap(Accounts.CREATED, Channel.NONE, recorded), account);
    }

    private static String hash(Body body) {
        String hash = body.text("password");
        if (!Passwords.isHash(hash)) {
            throw new BadBody("password", "takes an Argon2id hash here");
        }
        return hash;
    }

    private List<String> grantable(Actor by, List<String> roles) {
        for (String grant : roles) {
            int at = grant.indexOf('@');
            String role = at < 0 ? grant : grant.substring(0, at);
            boolean known = roleNames.get().contains(role) && !NOT_GIVEN.contains(role);
            if (!known || (at >= 0 && !EVENT.matcher(grant.substring(at + 1)).matches())) {
                throw new BadBody(
                        "roles",
                        "takes names of policies/roles.yaml, each alone or as role@event, not \"" + grant + "\"");
            }
            if (role.equals("owner") && !by.roles().contains("owner") && by.kind() != Actor.Kind.HOUSE) {
                throw new BadBody("roles", "has the role owner, which only an owner can give");
            }
        }
        return roles.stream().distinct().sorted().toList();
    }

    private Outcome roles(Command command, Moment moment, EventRoom room) {
        List<String> roles = grantable(command.actor(), command.body().texts("roles"));
        return change(command, Body.of("roles", roles), Body.of("roles", roles));
    }

    private Outcome disable(Command command, Moment moment, EventRoom room) {
        boolean disabled = command.body().flag("disabled", true);
        return change(command, Body.of("disabled", disabled), Body.of("disabled", disabled));
    }

    private Outcome password(Command command, Moment moment, EventRoom room) {
        return change(command, Body.of("password", hash(command.body())), Body.empty());
    }

    private Outcome ownPassword(Command command, Moment moment, EventRoom room) {
        return changed(command.actor().id(), Body.of("password", hash(command.body())), Body.empty());
    }

    private Outcome change(Command command, Body change, Body shown) {
        String id = command.body().text("id");
        Optional<Account> account = badges.accounts().find(id);
        if (account.filter(each -> each.roles().contains("owner")).isPresent()
                && !command.actor().roles().contains("owner")) {
            return Outcome.refused("forbidden", 403, "An owner's account is changed by an owner.");
        }
        return changed(id, change, shown);
    }

    private Outcome changed(String idOrLogin, Body change, Body shown) {
        Optional<Account> account = badges.accounts().find(idOrLogin);
        if (account.isEmpty()) {
            return Outcome.refused("no-such-account", 404, "There is no account \"" + idOrLogin + "\".");
        }
        Body recorded = Body.of("id", account.get().id());
        for (var field : change.values().entrySet()) {
            recorded = recorded.with(field.getKey(), field.getValue());
        }
        Body reply = Body.of("id", account.get().id(), "login", account.get().login());
        for (var field : shown.values().entrySet()) {
            reply = reply.with(field.getKey(), field.getValue());
        }
        return Outcome.done(Draft.asap(Accounts.CHANGED, Channel.NONE, recorded), reply);
    }

    // ---- logins -----------------------------------------------------------------------------------------------------

    private Outcome open(Command command, Moment moment, EventRoom room) {
        Optional<Account> account =
                badges.accounts().find(command.body().text("account")).filter(each -> !each.disabled());
        if (account.isEmpty()) {
            return Outcome.refused("wrong-login", 401, "The account is disabled or gone.");
        }
        List<Draft> records = new ArrayList<>();
        List<StaffSessions.Session> open =
                badges.staffSessions().of(account.get().id());
        for (int i = 0; i <= open.size() - MAX_SESSIONS; i++) {
            records.add(ended(open.get(i)));
        }
        String token = secrets.secret() + secrets.secret();
        String session = secrets.id("s");
        String expiresAt = moment.now().plus(SESSION_LIFE).toString();
        records.add(Draft.asap(
                StaffSessions.LOGIN,
                Channel.NONE,
                Body.of(
                        "id", session,
                        "account", account.get().id(),
                        "hash", Secrets.hash(token),
                        "how", command.body().text("how"),
                        "expiresAt", expiresAt)));
        return Outcome.done(
                records,
                Body.of(
                        "token",
                        token,
                        "session",
                        session,
                        "expiresAt",
                        expiresAt,
                        "id",
                        account.get().id(),
                        "name",
                        account.get().name(),
                        "roles",
                        account.get().roles().stream().sorted().toList()));
    }

    private static Draft ended(StaffSessions.Session session) {
        return Draft.asap(
                StaffSessions.LOGOUT, Channel.NONE, Body.of("id", session.id(), "account", session.account()));
    }

    private Outcome revokeSession(Command command, Moment moment, EventRoom room) {
        String id = command.body().text("id");
        Optional<StaffSessions.Session> session = badges.staffSessions()
                .find(id)
                .filter(each -> each.account().equals(command.actor().id()) || badges.may(command.actor(), RIGHT));
        return session.map(each -> Outcome.done(ended(each), Body.of("id", id)))
                .orElseGet(() -> Outcome.refused("no-such-session", 404, "There is no session \"" + id + "\"."));
    }

    // ---- keys -------------------------------------------------------------------------------------------------------

    private Outcome createKey(Command command, Moment moment, EventRoom room) {
        Body body = command.body();
        String name = Cleaning.name(body.text("name"));
        if (name.isEmpty()) {
            throw new BadBody("name", "takes 1 to " + Cleaning.MAX_NAME + " characters that can be seen");
        }
        List<String> roles = grantable(command.actor(), body.texts("roles"));
        if (roles.isEmpty()) {
            throw new BadBody("roles", "is missing; a key takes a role, such as reader or shop@spring-drop");
        }
        Optional<Long> days = body.optionalInteger("days");
        if (days.filter(each -> each < 1 || each > MAX_KEY_DAYS).isPresent()) {
            throw new BadBody("days", "takes 1 to " + MAX_KEY_DAYS);
        }
        if (badges.apiKeys().all().size() >= MAX_KEYS) {
            return Outcome.refused("too-many-keys", 409, "There are " + MAX_KEYS + " keys; revoke some.");
        }
        String id = secrets.id("k");
        String key = "vk_" + id.substring(2) + "_" + secrets.secret();
        Optional<String> expiresAt =
                days.map(each -> moment.now().plus(Duration.ofDays(each)).toString());
        Body shown = Body.of("id", id, "name", name, "roles", roles, "expiresAt", expiresAt);
        return Outcome.done(
                Draft.asap(ApiKeys.CREATED, Channel.NONE, shown.with("hash", Secrets.hash(key))),
                shown.with("key", key));
    }

    private Outcome revokeKey(Command command, Moment moment, EventRoom room) {
        String id = command.body().text("id");
        if (badges.apiKeys().all().stream().noneMatch(key -> key.id().equals(id))) {
            return Outcome.refused("no-such-key", 404, "There is no API key \"" + id + "\".");
        }
        return Outcome.done(Draft.asap(ApiKeys.REVOKED, Channel.NONE, Body.of("id", id)), Body.of("id", id));
    }
}
