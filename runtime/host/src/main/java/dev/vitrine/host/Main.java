package dev.vitrine.host;

import dev.vitrine.core.HouseException;
import dev.vitrine.host.cli.AccountsCommand;
import dev.vitrine.host.cli.BackupCommand;
import dev.vitrine.host.cli.ClipCommand;
import dev.vitrine.host.cli.CommandFailed;
import dev.vitrine.host.cli.DoctorCommand;
import dev.vitrine.host.cli.EventsCommand;
import dev.vitrine.host.cli.LogCommand;
import dev.vitrine.host.cli.PeopleCommand;
import dev.vitrine.host.cli.PluginsCommand;
import dev.vitrine.host.cli.PolicyCommand;
import dev.vitrine.host.cli.ProfileCommand;
import dev.vitrine.host.cli.RestoreCommand;
import dev.vitrine.host.cli.StatusCommand;
import dev.vitrine.host.cli.UpCommand;
import dev.vitrine.host.cli.ViewsCommand;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The one command. */
@Command(
        name = "vitrine",
        description = "Live-commerce server: picture, chat, offers, and plugins that change mid-show.",
        version = "Vitrine 0.1.0",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            EventsCommand.class,
            AccountsCommand.class,
            PeopleCommand.class,
            PluginsCommand.class,
            ClipCommand.class,
            ProfileCommand.class,
            PolicyCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            LogCommand.class,
            ViewsCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code: 0 done, 1 failed (one sentence says why), 2 misused. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        OneLine.install(Optional.ofNullable(System.getenv("VITRINE_LOG")));
        if (arguments.length == 0) {
            return commandLine().execute("--help");
        }
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        IExecutionExceptionHandler oneSentence = (thrown, command, parsed) -> {
            if (thrown instanceof HouseException || thrown instanceof CommandFailed) {
                command.getErr().println(thrown.getMessage());
                return 1;
            }
            throw thrown;
        };
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(oneSentence)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }
}
