package t2drl.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of the configuration file; in messages its keys follow {@code path}, such as {@code learners.}. */
record Section(String path, List<Key> keys) {
    /** The key with this name or symbol. */
    @Nullable
    Key find(String nameOrSymbol) {
        for (Key key : keys) {
            if (nameOrSymbol.equals(key.name()) || nameOrSymbol.equals(key.symbol())) {
                return key;
            }
        }
        return null;
    }
}
