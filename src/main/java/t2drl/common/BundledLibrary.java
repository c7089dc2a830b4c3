package t2drl.common;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A native library that builds which found a C++ compiler have among their classes.
 *
 * @param resource its absolute name there
 */
public record BundledLibrary(String resource) {
    /** Whether this build has it. */
    public boolean exists() {
        return BundledLibrary.class.getResource(resource) != null;
    }

    /**
     * Copies the library's file.
     *
     * @throws FileNotFoundException if this build has none
     */
    public void copy(Path file) throws IOException {
        try (InputStream in = BundledLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("this build has no " + resource);
            }
            Files.copy(in, file);
        }
    }

    /**
     * Loads the library, to stay.
     *
     * @throws IOException if this build has none, or this system does not take it
     */
    public SymbolLookup load() throws IOException {
        Path folder = Files.createTempDirectory("t2drl");
        Path copy = folder.resolve(Path.of(resource).getFileName().toString());
        try {
            copy(copy);
            return SymbolLookup.libraryLookup(copy, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            // What is loaded stays.
            Files.deleteIfExists(copy);
            Files.delete(folder);
        }
    }
}
