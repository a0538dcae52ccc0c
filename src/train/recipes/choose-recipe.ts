import type { Material, Recipe, RecipeRule } from './recipe.ts';
import { requireForm } from './recipe.ts';
import { soundRule } from './sound.ts';
import { timeSeriesRule } from './time-series.ts';

/**
 * Recipes by kind of data, the special before the general: the first that fits is taken. To add one:
 * its file in this folder, and its line here.
 */
const rules: readonly RecipeRule[] = [soundRule, timeSeriesRule];

/**
 * Defaults by the kind of data and the size of the training part, never by what it shows. A Failure
 * says so where the network that was asked for does not go with the data.
 */
export function chooseRecipe(material: Material): Recipe {
  const rule = rules.find(({ fits }) => fits(material.signal)) ?? timeSeriesRule;
  requireForm(rule, material.wish);
  return rule.make(material);
}
