package dev.vitrine.host.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the running server. */
abstract class Remote {
    @Mixin
    protected final DataOption where = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    protected CommandSpec spec;

    protected Client client() {
        return Client.of(where.data());
    }

    protected PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints rows in columns that are as wide as their widest cell. */
    protected void table(List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out().println(line.toString().stripTrailing());
        }
    }
}
