package t2drl.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import t2drl.study.compare.UnitResult;

/** What became of a unit: a result, or the reason why there is none. A failure comes as data, for it is no reason for Spark to give up anything. */
record Outcome(@Nullable UnitResult result, @Nullable String failure) implements Serializable {}
