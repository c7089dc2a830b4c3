package t2drl.kernel;

/** Adam's constants (networks, "Building blocks"); the learning rate follows the step counter. */
public record AdamRule(Schedule learningRate, double beta1, double beta2, double epsilon) {
    public AdamRule(Schedule learningRate) {
        this(learningRate, 0.9, 0.999, 1e-8);
    }
}
