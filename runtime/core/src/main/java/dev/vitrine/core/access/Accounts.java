package dev.vitrine.core.access;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The accounts of staff: a view of the server's own log. Fed on its thread; asked from any. */
public final class Accounts {
    /** Record of a new account. */
    public static final String CREATED = "core.account";
    /** Record of a change to one: its roles, name, password, or whether it is disabled. */
    public static final String CHANGED = "core.account-changed";

    private final Map<String, Account> byId = new ConcurrentHashMap<>();

    /**
     * An account.
     *
     * @param id never changes, such as {@code u-1a2b3c4d}
     * @param login what the person types; an e-mail address where an identity provider knows them by it
     * @param name what others see
     * @param roles such as {@code moderator} or {@code moderator@spring-drop}
     * @param password PHC string; empty when nobody can log in by password
     * @param disabled whether it lets nobody in
     * @param createdAt when it was made
     */
    public record Account(
            String id,
            String login,
            String name,
            Set<String> roles,
            String password,
            boolean disabled,
            Instant createdAt) {
        /** Who acts with it. */
        public Actor actor() {
            return new Actor(Actor.Kind.STAFF, id, name, roles);
        }

        Account changed(Body change) {
            return new Account(
                    id,
                    login,
                    change.optionalText("name").orElse(name),
                    change.has("roles") ? Set.copyOf(change.texts("roles")) : roles,
                    change.optionalText("password").orElse(password),
                    change.flag("disabled", disabled),
                    createdAt);
        }
    }

    void apply(LogRecord record) {
        Body body = record.body();
        String id = body.text("id");
        if (record.type().equals(CREATED)) {
            byId.put(
                    id,
                    new Account(
                            id,
                            body.text("login"),
                            body.text("name"),
                            Set.copyOf(body.texts("roles")),
                            body.optionalText("password").orElse(""),
                            false,
                            record.at()));
        } else {
            byId.computeIfPresent(id, (key, account) -> account.changed(body));
        }
    }

    void forget(String id) {
        byId.remove(id);
    }

    /** Returns the account of that id or that login, unless there is none. */
    public Optional<Account> find(String idOrLogin) {
        Account account = byId.get(idOrLogin);
        return account != null ? Optional.of(account) : byLogin(idOrLogin);
    }

    /** Returns the account of that login, unless there is none. */
    public Optional<Account> byLogin(String login) {
        return byId.values().stream().filter(each -> each.login().equals(login)).findFirst();
    }

    /** Returns all, by login. */
    public List<Account> all() {
        return byId.values().stream()
                .sorted(Comparator.comparing(Account::login))
                .toList();
    }
}
