using System.Collections.Concurrent;
using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>
/// Labelled pictures made from formulas, to pretrain a backbone without a single photograph (Kataoka et al. 2020, "Pre-training without natural images").
/// A category is a form: an arrangement of shapes, contours, a fractal, a noise texture, a tiling, or an object of one of these with the texture of another (two in five).
/// Place, scale, rotation, light, background, blur, grain and, but for one category in four, colours vary from picture to picture.
/// </summary>
/// <remarks>Immutable and safe to use from several threads. A picture is a function of seed, category, index and size alone.</remarks>
public sealed class FormulaImages
{
    /// <summary>How many categories there are unless told otherwise.</summary>
    public const int DefaultCount = 320;

    private const int MaxCount = 65536, MinSize = 16, MaxSize = 1024;
    private const ulong Purpose = 0x696E7374616E6365;
    private readonly Category[] _categories;
    private readonly ConcurrentBag<Picture> _pictures = [];
    private readonly ulong _seed;

    /// <summary>Draws the categories. Category 7 is the same whatever their count.</summary>
    /// <param name="seed">Of categories and pictures.</param>
    /// <param name="count">Number of categories, 1 … 65,536.</param>
    /// <param name="size">Height and width of a picture in pixels, 16 … 1024.</param>
    /// <exception cref="ArgumentOutOfRangeException">Count or size is outside its range.</exception>
    public FormulaImages(ulong seed, int count = DefaultCount, int size = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, MinSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        _seed = seed;
        Size = size;
        _categories = new Category[count];
        for (var i = 0; i < count; i++)
            _categories[i] = new Category(seed, i);
    }

    /// <summary>Number of categories.</summary>
    public int Count => _categories.Length;

    /// <summary>Height and width of a picture in pixels.</summary>
    public int Size { get; }

    /// <summary>Bytes of a picture, Size · Size · 3.</summary>
    public int Length => Size * Size * 3;

    /// <summary>Whether the category's hues are its own, so that colour tells something about it.</summary>
    /// <param name="category">0 … Count-1.</param>
    public bool HasHues(int category) => At(category).Hues is not null;

    /// <summary>The category's family: object, shapes, contours, fractal, noise or tiling.</summary>
    /// <param name="category">0 … Count-1.</param>
    public string Family(int category) => At(category).Family;

    /// <summary>A name that is unique among the categories, e.g. <c>shapes-0001-ring-of-8-leaf</c>.</summary>
    /// <param name="category">0 … Count-1.</param>
    public string Name(int category) => At(category).Name;

    /// <summary>Draws a picture.</summary>
    /// <param name="category">0 … Count-1.</param>
    /// <param name="index">Which of the category's pictures, 0 or more; there is no last one.</param>
    /// <param name="rgb">uint8 [Size,Size,3], overwritten; exactly <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">Category or index is outside its range.</exception>
    /// <exception cref="ArgumentException">The span does not have <see cref="Length"/> bytes.</exception>
    public void Render(int category, long index, Span<byte> rgb)
    {
        var what = At(category);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (rgb.Length != Length)
            throw new ArgumentException($"A picture of {Size}×{Size} pixels has {Length} bytes, the span has {rgb.Length}.", nameof(rgb));
        var random = new CounterRandom(_seed, Purpose, (ulong)category, (ulong)index);
        if (!_pictures.TryTake(out var picture))
            picture = new Picture(Size);
        picture.Render(what, ref random, rgb);
        _pictures.Add(picture);
    }

    private Category At(int category)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(category);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(category, Count);
        return _categories[category];
    }
}
