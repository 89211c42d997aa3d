package dev.vitrine.itests.bench;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Prints each goal of the picture beside its newest figure once all benchmarks of a run are over. */
final class PictureTable implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(PictureTable.class)).computeIfAbsent("the end", end ->
                (AutoCloseable) PictureTable::print);
    }

    private static void print() {
        System.out.println(Arrays.stream(PictureGoal.values())
                .map(PictureGoal::line)
                .collect(Collectors.joining("\n", "\nThe picture: goal, newest figure\n", "\n")));
    }
}
