# What phones tell of food and of where goods are picked up.
allergen-egg = allergy: egg
allergen-milk = allergy: milk
allergen-wheat = allergy: wheat
allergen-peanut = allergy: peanut
allergen-buckwheat = allergy: buckwheat
allergen-shrimp = allergy: shrimp
allergen-crab = allergy: crab
allergen-other = another allergy
diet-halal = halal
diet-vegetarian = vegetarian
diet-soft = soft food
diet-milk-formula = infant formula
pickup = Picks up goods at
