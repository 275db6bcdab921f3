// SPDX-License-Identifier: MIT
// The text of the progress bar.
#include "support/catch.hpp"

#include <tenon/nn/progress.hpp>

#include <array>
#include <cmath>
#include <string>

using namespace tenon::nn;

TEST_CASE("progress_bar: done, head and rest fill the width") {
  CHECK(progress_bar(3500, 10000, 6) == " 3500/10000 [=>....]");
  CHECK(progress_bar(0, 363) == "  0/363 [>.............................]");
  CHECK(progress_bar(181, 363) == "181/363 [==============>...............]");
  CHECK(progress_bar(362, 363) == "362/363 [============================>.]");
  CHECK(progress_bar(363, 363) == "363/363 [==============================]");
  CHECK(progress_bar(0, 0) == "0/0 [==============================]");
  CHECK(progress_bar(1, 2, 1) == "1/2 [>]");
  CHECK(progress_bar(1, 2, 0) == "1/2 []");
}

TEST_CASE("progress_line: time left, time taken, values") {
  std::array<std::string, 2> const names{"loss", "val_loss"};
  std::array<double, 2> const values{0.23446, 0.0004};
  CHECK(progress_line(4, 4, 0.00005, names, values) ==
        "4/4 [==============================] - 0s 12us/step - loss: 0.2345 - val_loss: 4.0000e-04");
  CHECK(progress_line(2, 4, 65, names, std::span(values).first(1)) ==
        "2/4 [==============>...............] - ETA: 1:05 - loss: 0.2345");
  auto const end = [](double seconds) {
    auto const line = progress_line(10, 10, seconds, {}, {});
    return line.substr(line.find(" - ") + 3);
  };
  CHECK(end(5e-8) == "0s 5ns/step");
  CHECK(end(0.09) == "0s 9ms/step");
  CHECK(end(3600) == "1:00:00 360s/step");
  CHECK(progress_line(0, 10, 0, {}, {}).ends_with("] - ETA: 0s"));
  std::array<double, 2> const bad{std::nan(""), -INFINITY};
  CHECK(progress_line(1, 1, 0, names, bad).ends_with(" - loss: nan - val_loss: -inf"));
}
