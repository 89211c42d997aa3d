package dev.vitrine.host.cli;

import dev.vitrine.api.data.Body;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Accounts of staff. */
@Command(
        name = "accounts",
        description = "Adds, lists and disables accounts of staff, and sets their roles and passwords.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AccountsCommand.Add.class,
            AccountsCommand.Ls.class,
            AccountsCommand.SetRoles.class,
            AccountsCommand.Disable.class,
            AccountsCommand.SetPassword.class
        })
public final class AccountsCommand extends Remote implements Runnable {
    private static final String PATH = "/api/v1/accounts";

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    static String path(String login) {
        return PATH + "/" + URLEncoder.encode(login, StandardCharsets.UTF_8);
    }

    /** Reads a password where nobody sees it: never from an argument, which other users of the machine can list. */
    static String password() {
        if (System.console() != null && System.console().isTerminal()) {
            char[] typed = System.console().readPassword("Password: ");
            return typed == null ? "" : new String(typed);
        }
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new CommandFailed("The password cannot be read from standard input: " + e.getMessage() + ".");
        }
    }

    /** Adds one. */
    @Command(
            name = "add",
            description = "Adds an account. Its password is asked for, or read from standard input.",
            mixinStandardHelpOptions = true)
    static final class Add extends Remote implements Runnable {
        @Parameters(paramLabel = "LOGIN", description = "What the person types; an e-mail address for OIDC.")
        private String login = "";

        @Option(names = "--name", paramLabel = "NAME", description = "What others see. Default: the login.")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE[@EVENT]",
                description = "A role everywhere, or for one event; may be repeated.")
        private List<String> roles = new ArrayList<>();

        @Option(names = "--no-password", description = "Nobody logs in by password; for OIDC.")
        private boolean noPassword;

        @Override
        public void run() {
            Body body = Body.of("login", login, "name", name.isEmpty() ? login : name, "roles", roles);
            Body account = client().post(PATH, noPassword ? body : body.with("password", password()));
            out().println("Account \"" + account.text("login") + "\" is there; roles: " + shown(account) + ".");
        }
    }

    private static String shown(Body account) {
        List<String> roles = account.texts("roles");
        return roles.isEmpty() ? "none" : String.join(", ", roles);
    }

    /** Lists them. */
    @Command(name = "list", description = "Lists the accounts.", mixinStandardHelpOptions = true)
    static final class Ls extends Remote implements Runnable {
        @Override
        public void run() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("LOGIN", "NAME", "ROLES", "STATE"));
            for (Body account : client().get(PATH).bodies("accounts")) {
                rows.add(List.of(
                        account.text("login"),
                        account.text("name"),
                        shown(account),
                        account.flag("disabled", false)
                                ? "disabled"
                                : account.flag("password", false) ? "password" : "no password"));
            }
            table(rows);
        }
    }

    /** Sets roles. */
    @Command(
            name = "roles",
            description = "Gives an account these roles and no others; none takes them all.",
            mixinStandardHelpOptions = true)
    static final class SetRoles extends Remote implements Runnable {
        @Parameters(index = "0", paramLabel = "LOGIN", description = "The account.")
        private String login = "";

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "ROLE[@EVENT]", description = "The roles.")
        private List<String> roles = new ArrayList<>();

        @Override
        public void run() {
            Body account = client().put(path(login) + "/roles", Body.of("roles", roles));
            out().println("Account \"" + account.text("login") + "\" has now: " + shown(account) + ".");
        }
    }

    /** Disables one. */
    @Command(
            name = "disable",
            description = "Lets an account in no more and ends its sessions.",
            mixinStandardHelpOptions = true)
    static final class Disable extends Remote implements Runnable {
        @Parameters(paramLabel = "LOGIN", description = "The account.")
        private String login = "";

        @Option(names = "--undo", description = "Lets it in again.")
        private boolean undo;

        @Override
        public void run() {
            client().put(path(login) + "/disabled", Body.of("disabled", !undo));
            out().println("Account \"" + login + "\" is " + (undo ? "enabled" : "disabled") + ".");
        }
    }

    /** Sets a password. */
    @Command(
            name = "password",
            description =
                    "Sets an account's password, which is asked for or read from standard input; ends its sessions.",
            mixinStandardHelpOptions = true)
    static final class SetPassword extends Remote implements Runnable {
        @Parameters(paramLabel = "LOGIN", description = "The account.")
        private String login = "";

        @Override
        public void run() {
            client().put(path(login) + "/password", Body.of("password", password()));
            out().println("Account \"" + login + "\" has a new password; its sessions have ended.");
        }
    }
}
