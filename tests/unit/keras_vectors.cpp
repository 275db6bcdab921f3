// SPDX-License-Identifier: MIT
// Each of Keras' vectors has a test, which names it in its source (support/keras_vectors.hpp).
#include "support/keras_vectors.hpp"

#include <filesystem>

using namespace tenon_test;

namespace {

std::string sources() {
  std::string all;
  for (auto const& file : std::filesystem::directory_iterator(TENON_SOURCE_DIR "/tests/unit")) {
    std::ifstream in(file.path());
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

}  // namespace

TEST_CASE("keras: every vector has a test", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  std::string const text = sources();
  auto named = [&](std::string const& words) { return text.find(words) != std::string::npos; };
  for (KerasVector const& v : keras_vectors()) {
    std::string const of_group = "keras_vectors_of(\"" + v.group() + "\"";
    INFO(v.id());
    CHECK((named('"' + v.id() + '"') || named(of_group + ")") || named(of_group + ", \"" + v.name() + "\")")));
  }
}
