// SPDX-License-Identifier: MIT
#pragma once

/// All losses.
#include <tenon/nn/loss/binary_crossentropy.hpp>
#include <tenon/nn/loss/categorical_crossentropy.hpp>
#include <tenon/nn/loss/circle.hpp>
#include <tenon/nn/loss/cosine_similarity.hpp>
#include <tenon/nn/loss/ctc.hpp>
#include <tenon/nn/loss/dice.hpp>
#include <tenon/nn/loss/function.hpp>
#include <tenon/nn/loss/hinge.hpp>
#include <tenon/nn/loss/huber.hpp>
#include <tenon/nn/loss/kl_divergence.hpp>
#include <tenon/nn/loss/log_cosh.hpp>
#include <tenon/nn/loss/mean_absolute_error.hpp>
#include <tenon/nn/loss/mean_absolute_percentage_error.hpp>
#include <tenon/nn/loss/mean_squared_error.hpp>
#include <tenon/nn/loss/mean_squared_logarithmic_error.hpp>
#include <tenon/nn/loss/poisson.hpp>
#include <tenon/nn/loss/reduced.hpp>
#include <tenon/nn/loss/reduction.hpp>
#include <tenon/nn/loss/sparse_categorical_crossentropy.hpp>
