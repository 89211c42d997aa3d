package dev.vitrine.core.policy;

import dev.vitrine.api.data.Body;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML text as values, and where each of them stands. Only plain JSON-like YAML is taken; no tags, no aliases. */
final class YamlDocument {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_DEPTH = 20;

    private final Node root;
    private final Body body;

    private YamlDocument(Node root, Body body) {
        this.root = root;
        this.body = body;
    }

    static YamlDocument parse(String file, String text) throws PolicyError {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_CHARACTERS);
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            requirePlainKeys(file, root);
            Object value = new Yaml(new SafeConstructor(options)).load(text);
            if (!(value instanceof Map<?, ?> map)) {
                throw new PolicyError(file, 1, "", "the document is not a map of keys and values");
            }
            return new YamlDocument(root, new Body(plainMap(file, map)));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new PolicyError(file, line, "", "this is no valid YAML: " + oneLine(e.getProblem()));
        } catch (YAMLException e) {
            throw new PolicyError(file, 1, "", "this is no valid YAML: " + oneLine(e.getMessage()));
        }
    }

    /** YAML lets lists and maps be keys; JSON, and so a schema, does not. */
    private static void requirePlainKeys(String file, @Nullable Node node) throws PolicyError {
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (!(tuple.getKeyNode() instanceof ScalarNode)) {
                        throw new PolicyError(file, lineOf(tuple.getKeyNode()), "", "a key is a list or a map");
                    }
                    requirePlainKeys(file, tuple.getValueNode());
                }
            }
            case SequenceNode sequence -> {
                for (Node item : sequence.getValue()) {
                    requirePlainKeys(file, item);
                }
            }
            case null, default -> {
                // a value, or an empty document
            }
        }
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    Node root() {
        return root;
    }

    Body body() {
        return body;
    }

    /** The line, from 1, of a key given by its path, or of the nearest one above it that exists. */
    int line(List<String> path) {
        @Nullable Node node = root;
        int line = 1;
        for (String step : path) {
            if (node instanceof MappingNode mapping) {
                Node next = null;
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals(step)) {
                        line = lineOf(key);
                        next = tuple.getValueNode();
                    }
                }
                node = next;
            } else if (node instanceof SequenceNode sequence && step.chars().allMatch(Character::isDigit)) {
                int index = Integer.parseInt(step);
                node = index < sequence.getValue().size() ? sequence.getValue().get(index) : null;
                line = node == null ? line : lineOf(node);
            } else {
                return line;
            }
        }
        return line;
    }

    private static Map<String, Object> plainMap(String file, Map<?, ?> map) throws PolicyError {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = entry.getValue();
            if (value != null) {
                plain.put(String.valueOf(entry.getKey()), plain(file, value));
            }
        }
        return plain;
    }

    private static Object plain(String file, Object value) throws PolicyError {
        return switch (value) {
            case Map<?, ?> map -> plainMap(file, map);
            case List<?> list -> {
                List<Object> plain = new ArrayList<>();
                for (Object item : list) {
                    if (item != null) {
                        plain.add(plain(file, item));
                    }
                }
                yield List.copyOf(plain);
            }
            case Integer number -> number.longValue();
            case Long number -> number;
            case Double number -> number;
            case Boolean flag -> flag;
            case String text -> text;
            default ->
                throw new PolicyError(
                        file,
                        1,
                        "",
                        "the value \"" + oneLine(value.toString())
                                + "\" is of a kind that policies do not use; put it in quotes");
        };
    }

    private static String oneLine(@Nullable String text) {
        return text == null
                ? "it cannot be read"
                : text.lines().findFirst().orElse("").strip();
    }
}
