package dev.vitrine.itests.bench;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Prints each goal of the hub beside its newest figure once all benchmarks of a run are over. */
final class RoomTable implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(RoomTable.class)).computeIfAbsent("the end", end ->
                (AutoCloseable) RoomTable::print);
    }

    private static void print() {
        System.out.println(Arrays.stream(RoomGoal.values())
                .map(RoomGoal::line)
                .collect(Collectors.joining("\n", "\nThe hub: goal, newest figure\n", "\n")));
    }
}
