package t2drl.method;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import t2drl.agent.AgentKind;
import t2drl.agent.LearnerSettings;
import t2drl.config.Configuration;
import t2drl.solver.GeneticAllocation;

/**
 * All methods by name: the one place to add one. A method either is made of {@link MethodParts}, or is what a {@link Training} with certain settings learns (system model,
 * section 6).
 */
public enum KnownMethod {
    T2DRL("DDQN caches, D3PG allocates", learned(s -> s.agent = AgentKind.D3PG)),
    DDPG("DDQN caches, DDPG allocates", learned(s -> s.agent = AgentKind.DDPG)),
    SCHRS(
            "the most popular models that fit; a genetic algorithm allocates",
            (name, parts) -> Method.of(name, parts.mostPopular(), parts.genetic(GeneticAllocation.Budget.DEFAULT))),
    RCARS(
            "random models that fit; equal shares",
            (name, parts) -> Method.of(name, parts.random(), parts.equalShares())),
    LFU(
            "the models requested most often so far; exact allocation",
            (name, parts) -> Method.of(name, parts.leastFrequentlyUsed(), parts.exact())),
    STATIC(
            "the best set that stays; exact allocation",
            (name, parts) -> Method.of(name, parts.bestStatic(), parts.exact())),
    ORACLE(
            "the best set of the popularity state; exact allocation",
            (name, parts) -> Method.of(name, parts.bestOfState(), parts.exact())),
    BEST_KNOWN(
            "the oracle, its allocation repaired for deadlines",
            (name, parts) -> Method.of(name, parts.bestOfState(), parts.exactThenRepaired()));

    private final String description;
    private final @Nullable Consumer<LearnerSettings.Builder> learner;
    private final @Nullable BiFunction<String, MethodParts, Method> recipe;

    KnownMethod(String description, Consumer<LearnerSettings.Builder> learner) {
        this.description = description;
        this.learner = learner;
        this.recipe = null;
    }

    KnownMethod(String description, BiFunction<String, MethodParts, Method> recipe) {
        this.description = description;
        this.learner = null;
        this.recipe = recipe;
    }

    private static Consumer<LearnerSettings.Builder> learned(Consumer<LearnerSettings.Builder> change) {
        return change;
    }

    /** The method of this name, such as {@code best-known}. */
    public static Optional<KnownMethod> named(String name) {
        return Arrays.stream(values()).filter(m -> m.id().equals(name)).findFirst();
    }

    /** The name that commands and files use. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One line. */
    public String description() {
        return description;
    }

    /** Whether it has to be trained: then {@link #configure} says how, else {@link #make} makes it. */
    public boolean isLearned() {
        return learner != null;
    }

    /** The configuration with which a training learns this method. */
    public Configuration configure(Configuration configuration) {
        if (learner == null) {
            throw new IllegalStateException(id() + " is not learned");
        }
        return configuration.withLearners(learner);
    }

    /** The method, ready to run. */
    public Method make(MethodParts parts) {
        if (recipe == null) {
            throw new IllegalStateException(id() + " has to be trained");
        }
        return recipe.apply(id(), parts);
    }
}
