package io.millrace.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors this machine is fastest with, of at most half the rows of a panel. */
final class Species {

  private static final boolean WIDE = IntVector.SPECIES_PREFERRED.length() > Panels.ROWS / 2;

  static final VectorSpecies<Integer> INTS =
      WIDE ? IntVector.SPECIES_512 : IntVector.SPECIES_PREFERRED;
  static final VectorSpecies<Short> SHORTS =
      WIDE ? ShortVector.SPECIES_512 : ShortVector.SPECIES_PREFERRED;
  static final VectorSpecies<Float> FLOATS =
      WIDE ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

  /** Elements of 32 bits in a vector. */
  static final int LANES = INTS.length();

  private Species() {}
}
