package io.millrace.store;

/** Hears how a download goes; called on the thread that pulls. */
public interface ProgressListener {

  /**
   * Something a person should read, such as the terms of a model before its download, or the reason
   * of a retry.
   */
  void message(String text);

  /**
   * More of the file is there.
   *
   * @param received bytes so far, those of earlier runs included
   * @param total bytes of the whole file
   */
  void progress(long received, long total);

  /** A listener that ignores everything. */
  static ProgressListener silent() {
    return new ProgressListener() {
      @Override
      public void message(String text) {}

      @Override
      public void progress(long received, long total) {}
    };
  }
}
