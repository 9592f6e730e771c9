package io.millrace.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The way of a known model's files into a store. Files that are there and whole are left alone;
 * each of the others takes its name when it is whole.
 *
 * @param home folder of the store
 * @param hub base address below which the remote paths lie
 * @param policy how patient a download is
 */
record Pull(Path home, URI hub, DownloadPolicy policy) {

  /** Whether all files of a model are there, by their sizes. */
  static boolean isKept(Path home, KnownModel model) {
    return model.files().stream().allMatch(file -> isKept(home, file));
  }

  private static boolean isKept(Path home, ModelFile file) {
    Path path = home.resolve(file.path());
    try {
      return Files.isRegularFile(path) && Files.size(path) == file.bytes();
    } catch (IOException e) {
      return false;
    }
  }

  /** Fetches what is missing or damaged. */
  void run(KnownModel model, FileDigest digests, ProgressListener listener) throws IOException {
    long before = 0;
    boolean told = false;
    for (ModelFile file : model.files()) {
      Path target = home.resolve(file.path());
      if (!isKept(home, file) || !digests.sha256(target).equals(file.sha256())) {
        if (!told) {
          listener.message(model.terms());
          told = true;
        }
        download(file, new Portion(listener, before, model.bytes()));
      }
      before += file.bytes();
    }
  }

  private void download(ModelFile file, ProgressListener listener) throws IOException {
    URI source = URI.create(hub.toString().replaceAll("/+$", "") + "/" + file.remote());
    Path target = home.resolve(file.path());
    Files.createDirectories(target.getParent());
    new Download(file, source, policy, listener)
        .run(target.resolveSibling(target.getFileName() + ".part"), target);
  }

  /** Progress of one file as a part of all. */
  private record Portion(ProgressListener whole, long before, long bytes)
      implements ProgressListener {

    @Override
    public void message(String text) {
      whole.message(text);
    }

    @Override
    public void progress(long received, long total) {
      whole.progress(before + received, bytes);
    }
  }
}
