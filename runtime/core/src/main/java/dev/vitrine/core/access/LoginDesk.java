package dev.vitrine.core.access;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.core.access.Accounts.Account;
import dev.vitrine.core.chat.RateLimits;
import dev.vitrine.core.command.CommandBus;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Lets staff in by password, and hashes new ones. A hash costs a processor 60 ms on purpose, so a flood of logins must
 * not get more than its share: who asks too often is refused before anything is hashed, a quarter of the processors
 * hashes at most, and beyond a short queue the answer is 503 at once. Called on virtual threads; blocks while hashing.
 */
public final class LoginDesk implements AutoCloseable {
    /** Command by which a login is recorded; the house's own. */
    public static final String OPEN = "session.open";

    /** Passwords that wait; at 70 ms each the last is answered within about a second. */
    static final int QUEUE = 16;

    /** A person who mistypes; by login name and address, so that a stranger elsewhere cannot lock anybody out. */
    private static final long TRIES_BURST = 5;

    private static final double TRIES_PER_SECOND = 0.1;
    /** A whole crew behind one address; the loopback is exempt, since a reverse proxy stands there. */
    private static final long ADDRESS_BURST = 30;

    private static final double ADDRESS_PER_SECOND = 0.5;
    /** Guesses at one account from everywhere. */
    private static final long ACCOUNT_BURST = 60;

    private static final double ACCOUNT_PER_SECOND = 0.2;
    private static final int MAX_LOGIN_CHARACTERS = 254;
    private static final long RETRY_MS = 2_000;

    private final Accounts accounts;
    private final CommandBus bus;
    private final RateLimits tries;
    private final RateLimits perAddress;
    private final RateLimits perAccount;
    private final SecureRandom random = new SecureRandom();
    private final ThreadPoolExecutor hashers;
    /** Verified when there is no such account, so that the answer takes as long. */
    private final String nobody;

    /** A desk in front of these accounts. */
    public LoginDesk(Accounts accounts, CommandBus bus, InstantSource clock) {
        this.accounts = accounts;
        this.bus = bus;
        this.tries = new RateLimits(clock);
        this.perAddress = new RateLimits(clock);
        this.perAccount = new RateLimits(clock);
        this.nobody = "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
        this.hashers = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().daemon().name("password-", 0).factory());
        this.hashers.allowCoreThreadTimeOut(true);
    }

    /**
     * Lets somebody in. {@code Done} has {@code token}, {@code session}, {@code expiresAt}, {@code id}, {@code name}
     * and {@code roles}, and the login is on record; {@code Refused} is {@code wrong-login} (401, whichever of the two
     * was wrong), {@code too-many-logins} (429) or {@code busy} (503).
     *
     * @param address of the peer
     */
    public Outcome login(String login, String password, String address) {
        String name = login.strip();
        if (name.isEmpty() || name.length() > MAX_LOGIN_CHARACTERS || password.length() > Passwords.MAX_CHARACTERS) {
            return wrong();
        }
        long waitMs = isLoopback(address) ? 0 : perAddress.take(address, ADDRESS_PER_SECOND, ADDRESS_BURST);
        waitMs = Math.max(waitMs, tries.take(name + "\n" + address, TRIES_PER_SECOND, TRIES_BURST));
        waitMs = Math.max(waitMs, perAccount.take(name, ACCOUNT_PER_SECOND, ACCOUNT_BURST));
        if (waitMs > 0) {
            return new Outcome.Refused(new Problem(
                    "too-many-logins",
                    429,
                    "Too many logins were tried; wait " + (waitMs + 999) / 1000 + " seconds.",
                    Body.of("retryAfterMs", waitMs)));
        }
        Optional<Account> account = accounts.find(name).filter(each -> !each.disabled());
        String hash = account.map(Account::password).filter(Passwords::isHash).orElse(nobody);
        try {
            boolean right = hashing(() -> Passwords.verify(password, hash));
            return right && account.isPresent() ? open(account.get(), "password") : wrong();
        } catch (Busy e) {
            return busy();
        }
    }

    /**
     * Opens a session for somebody who has proved who they are.
     *
     * @param how {@code password} or {@code oidc}
     */
    public Outcome open(Account account, String how) {
        return bus.submit(Command.of(Command.HOUSE, OPEN, Actor.HOUSE, Body.of("account", account.id(), "how", how)))
                .toCompletableFuture()
                .join();
    }

    /** Whether that is the account's password. Refused like a login. */
    public Outcome confirm(Account account, String password, String address) {
        long waitMs = tries.take(account.id() + "\n" + address, TRIES_PER_SECOND, TRIES_BURST);
        if (waitMs > 0 || password.length() > Passwords.MAX_CHARACTERS) {
            return wrong();
        }
        try {
            return hashing(() -> Passwords.verify(password, account.password()))
                    ? Outcome.done(java.util.List.of(), Body.empty())
                    : Outcome.refused("wrong-password", 403, "That is not the present password.");
        } catch (Busy e) {
            return busy();
        }
    }

    /**
     * Hashes a password that somebody wants. {@code Done} has {@code password}, the PHC string.
     *
     * @throws BadBody if it is too short or too long
     */
    public Outcome hash(String password) {
        String complaint = Passwords.complaint(password);
        if (!complaint.isEmpty()) {
            throw new BadBody("password", complaint);
        }
        try {
            String phc = hashing(() -> Passwords.hash(password, random));
            return Outcome.done(java.util.List.of(), Body.of("password", phc));
        } catch (Busy e) {
            return busy();
        }
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
    }

    private static Outcome wrong() {
        return Outcome.refused("wrong-login", 401, "Name or password is wrong, or the account is disabled.");
    }

    private static Outcome busy() {
        return new Outcome.Refused(new Problem(
                "busy",
                503,
                "Too many people log in at this moment; try again in a moment.",
                Body.of("retryAfterMs", RETRY_MS)));
    }

    private static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private <T> T hashing(Callable<T> work) throws Busy {
        try {
            Future<T> future = hashers.submit(work);
            return future.get();
        } catch (RejectedExecutionException e) {
            throw new Busy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A password could not be hashed.", e.getCause());
        }
    }

    @Override
    public void close() {
        hashers.shutdownNow();
    }
}
