// SPDX-License-Identifier: MIT
// Learns to read handwritten digits, with a dense network or with a convolutional one.
//   24_mnist FOLDER [--cnn] [--small] [--epochs N] [--require ACCURACY]
// FOLDER holds MNIST: train-images-idx3-ubyte(.gz) and so on, or, where the program was built with libpng, the sheets
// mnist_png/mnist_batch_N.png with one image a line. With the test set alone, or when told to be
// --small, 8,000 of the test images train and 2,000 test.
#include <tenon/io/idx.hpp>
#include <tenon/tenon.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#ifdef TENON_HAS_PNG
#include <png.h>
#endif

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

using Images = tn::data::Rows<std::uint8_t, 28, 28, 1>;
using Labels = tn::data::Rows<std::uint8_t>;

struct Digits {
  Images images;
  Labels labels;
};

// [models]
struct DenseNet : nn::Sequential<tn::Shape<28, 28, 1>, nn::Rescaling<1 / 255.0>, nn::Flatten, nn::Dense<100, nn::Relu>,
                                 nn::Dense<10, nn::Softmax>> {};

/// LeNet-5's form with today's parts: LeCun et al., Gradient-Based Learning Applied to Document Recognition (1998).
struct ConvNet : nn::Sequential<tn::Shape<28, 28, 1>, nn::Rescaling<1 / 255.0>,                          //
                                nn::Conv2D<8, nn::Size<5>, nn::Same, nn::Relu>, nn::MaxPooling2D<>,      //
                                nn::Conv2D<16, nn::Size<5>, nn::Relu>, nn::MaxPooling2D<>, nn::Flatten,  //
                                nn::Dense<120, nn::Relu>, nn::Dense<84, nn::Relu>, nn::Dense<10, nn::Softmax>> {};
// [end]

/// FOLDER/NAME, gzipped or not; empty where neither is there.
std::string find(std::string const& folder, char const* name) {
  for (char const* end : {"", ".gz"})
    if (auto const path = folder + "/" + name + end; std::filesystem::exists(path)) return path;
  return {};
}

#ifdef TENON_HAS_PNG
/// Adds the lines of a sheet to the images.
void append_sheet(std::string const& path, Images& images) {
  png_image sheet{};
  sheet.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&sheet, path.c_str()) == 0) throw tn::io::Error(path + ": " + sheet.message);
  if (sheet.width != Images::row_size) {
    png_image_free(&sheet);
    throw tn::io::Error(path + ": width: expected 784, found " + std::to_string(sheet.width));
  }
  sheet.format = PNG_FORMAT_GRAY;
  tn::data::Rows<std::uint8_t, 784> lines(sheet.height);
  if (png_image_finish_read(&sheet, nullptr, lines.data(), 784, nullptr) == 0) throw tn::io::Error(path + ": " + sheet.message);
  for (std::size_t i = 0; i < lines.rows(); ++i) images.push_back(lines.row(i));
}
#endif

/// The 60,000 images to train on; none where they are not there.
Images train_images(std::string const& folder) {
  if (auto const path = find(folder, "train-images-idx3-ubyte"); !path.empty()) {
    auto const flat = tn::io::load_idx<tn::data::Rows<std::uint8_t, 28, 28>>(path);
    return Images(flat.values());
  }
  Images images;
#ifdef TENON_HAS_PNG
  for (int sheet = 0; sheet < 20; ++sheet) {
    auto const path = folder + "/mnist_png/mnist_batch_" + std::to_string(sheet) + ".png";
    if (!std::filesystem::exists(path)) return {};
    append_sheet(path, images);
  }
#endif
  return images;
}

struct Result {
  double accuracy;
  double seconds;
};

template <class Net>
Result learn(Digits const& train, Digits const& test, std::size_t epochs) {
  // [train]
  static Net net;
  tn::initialize(net, 42);
  static auto trainer = nn::compile<32>(net, nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::SparseCategoricalAccuracy{});
  auto const history = trainer.fit(train.images, train.labels, {.epochs = epochs});
  auto const scores = trainer.evaluate(test.images, test.labels);
  // [end]
  std::printf("%.0f us a step of 32 images\n", history.ns_per_step() / 1000);
  return {scores["sparse_categorical_accuracy"], history.train_seconds};
}

int run(std::string const& folder, bool cnn, bool small, std::size_t epochs, double required) {
  auto const test_images = find(folder, "t10k-images-idx3-ubyte"), test_labels = find(folder, "t10k-labels-idx1-ubyte"),
             train_labels = find(folder, "train-labels-idx1-ubyte");
  if (test_images.empty() || test_labels.empty()) {
    std::printf("SKIPPED: no MNIST in %s\n", folder.c_str());
    return 0;
  }
  auto const flat = tn::io::load_idx<tn::data::Rows<std::uint8_t, 28, 28>>(test_images);
  Digits test{Images(flat.values()), tn::io::load_idx<Labels>(test_labels)}, train{small ? Images() : train_images(folder), {}};
  if (train.images.empty() || train_labels.empty()) {
    train = {Images(test.images.slice(0, 8000)), Labels(test.labels.slice(0, 8000))};
    test = {Images(test.images.slice(8000, 10000)), Labels(test.labels.slice(8000, 10000))};
  } else {
    train.labels = tn::io::load_idx<Labels>(train_labels);
  }
  std::printf("%zu images to train on, %zu to test\n", train.images.rows(), test.images.rows());
  auto const result = cnn ? learn<ConvNet>(train, test, epochs) : learn<DenseNet>(train, test, epochs);
  std::printf("%s, %zu epochs in %.1f s: test accuracy %.4f\n", cnn ? "convolutional" : "dense", epochs, result.seconds,
              result.accuracy);
  return result.accuracy >= required ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder;
  bool cnn = false, small = false;
  std::size_t epochs = 0;
  double required = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--cnn") == 0)
      cnn = true;
    else if (std::strcmp(argv[i], "--small") == 0)
      small = true;
    else if (std::strcmp(argv[i], "--epochs") == 0 && i + 1 < argc)
      epochs = static_cast<std::size_t>(std::atoi(argv[++i]));
    else if (std::strcmp(argv[i], "--require") == 0 && i + 1 < argc)
      required = std::atof(argv[++i]);
    else
      folder = argv[i];
  }
  if (folder.empty()) return std::puts("SKIPPED: usage: 24_mnist FOLDER [--cnn] [--small] [--epochs N] [--require ACCURACY]"), 0;
  try {
    return run(folder, cnn, small, epochs != 0 ? epochs : cnn ? 3 : 5, required);
  } catch (tn::io::Error const& error) {
    std::fprintf(stderr, "24_mnist: %s\n", error.what());
    return 1;
  }
}
