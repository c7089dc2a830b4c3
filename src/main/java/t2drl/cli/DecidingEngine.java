package t2drl.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;
import t2drl.common.Texts;
import t2drl.policy.DecisionEngine;
import t2drl.policy.NativePolicy;
import t2drl.policy.PolicyEngine;

/** Who decides for a trained policy: {@code --engine}. */
enum DecidingEngine {
    JAVA("java"),
    NATIVE("native"),
    NATIVE_BF16("native+bf16");

    /** What {@code --engine} takes, for its description. */
    static final String NAMES = "One of: ${COMPLETION-CANDIDATES}; native is the C library, for which the build has to"
            + " find a C++ compiler, and +bf16 lets it multiply 8 bits of mantissa, where the processor can.";

    private final String name;

    DecidingEngine(String name) {
        this.name = name;
    }

    /** The one of this name; for the command line. */
    static DecidingEngine named(String name) {
        return Arrays.stream(values())
                .filter(engine -> engine.name.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("expected one of %s, not %s"
                        .formatted(
                                Arrays.stream(values())
                                        .map(DecidingEngine::toString)
                                        .collect(Collectors.joining(", ")),
                                Texts.quote(name))));
    }

    DecisionEngine load(Path run) {
        return switch (this) {
            case JAVA -> PolicyEngine.load(run);
            case NATIVE -> NativePolicy.load(run, NativePolicy.BEST);
            case NATIVE_BF16 -> NativePolicy.load(run, NativePolicy.BEST_BF16);
        };
    }

    /** As on a command line. */
    @Override
    public String toString() {
        return name;
    }
}
