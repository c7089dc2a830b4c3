package t2drl.config;

import java.util.List;
import t2drl.common.Texts;

/** A parsed file, with the line of everything; 0 where it is not known. */
sealed interface ConfigNode {
    int line();

    /** {@code description} completes "must be a number, got ...". */
    String description();

    record Scalar(String text, int line) implements ConfigNode {
        @Override
        public String description() {
            return Texts.quote(text);
        }
    }

    record Sequence(List<ConfigNode> items, int line) implements ConfigNode {
        @Override
        public String description() {
            return "a list";
        }
    }

    record Mapping(List<Entry> entries, int line) implements ConfigNode {
        @Override
        public String description() {
            return "keys and values";
        }
    }

    record Entry(String key, int line, ConfigNode value) {}
}
