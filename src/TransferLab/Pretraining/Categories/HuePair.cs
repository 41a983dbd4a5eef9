namespace TransferLab.Pretraining.Categories;

/// <summary>The two hues, in turns from red, of a category whose colours belong to it.</summary>
internal readonly record struct HuePair(float First, float Second);
