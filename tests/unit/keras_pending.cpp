// SPDX-License-Identifier: MIT
// Which of Keras' vectors have no test yet. A test names the vectors it takes in its source (support/keras_vectors.hpp);
// each of the others stands here, and none that has a test. Whoever writes the test of one takes its line out.
#include "support/keras_vectors.hpp"

#include <algorithm>
#include <filesystem>

using namespace tenon_test;

namespace {

constexpr std::string_view pending[] = {

    "training.evaluate.01",
    "training.fit_flow.01",
    "training.loss_weights.02",
    "training.two_inputs.01",

    "training.compile.compile_loss.01",
    "training.compile.compile_loss.03",
    "training.compile.compile_loss.05",
};

/// All unit tests but this one.
std::string sources() {
  std::string all;
  for (auto const& file : std::filesystem::directory_iterator(TENON_SOURCE_DIR "/tests/unit"))
    if (file.path().filename() != "keras_pending.cpp") {
      std::ifstream in(file.path());
      all.append(std::istreambuf_iterator<char>(in), {});
    }
  return all;
}

}  // namespace

TEST_CASE("keras: the vectors without a test", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  std::string const text = sources();
  auto named = [&](std::string const& words) { return text.find(words) != std::string::npos; };
  std::size_t found = 0;
  for (KerasVector const& v : keras_vectors()) {
    std::string const of_group = "keras_vectors_of(\"" + v.group() + "\"";
    bool const tested = named('"' + v.id() + '"') || named(of_group + ")") || named(of_group + ", \"" + v.name() + "\")");
    bool const listed = std::find(std::begin(pending), std::end(pending), v.id()) != std::end(pending);
    INFO(v.id() << (tested ? " has a test: take it out of the list" : " has no test and is not in the list"));
    CHECK(tested != listed);
    found += listed;
  }
  CHECK(found == std::size(pending));  // no other names in the list
}
