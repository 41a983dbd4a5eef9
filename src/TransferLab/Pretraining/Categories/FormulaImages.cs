using System.Collections.Concurrent;
using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>
/// Labelled pictures made from formulas, to pretrain a backbone without a single photograph (Kataoka et al. 2020, "Pre-training without natural images").
/// A category is a form: an arrangement of shapes, contours, a fractal, a noise texture, a tiling, or an object of one of these with the texture of another (two in five).
/// A picture shows it in a scene, which has labels too: the form's colours, the ground's texture and the ground's colours. Every form comes in every colour, so that a network has to
/// know both. Place, scale, rotation, light, blur, grain and what lies in front vary from picture to picture.
/// </summary>
/// <remarks>Immutable and safe to use from several threads. A picture is a function of seed, category, scene, index and size alone.</remarks>
public sealed class FormulaImages
{
    /// <summary>How many categories there are unless told otherwise.</summary>
    public const int DefaultCount = 512;

    private const int MaxCount = 65536, MinSize = 16, MaxSize = 1024, Grounds = 48;
    private const ulong Purpose = 0x696E7374616E6365, ScenePurpose = 0x7363656E65, GroundPurpose = 0x67726F756E64;

    // The form is what a picture is about; the scene's labels share the rest.
    private const float FormShare = 0.4f, ColourShare = 0.1f, GroundShare = 0.2f;
    private readonly Category[] _categories;
    private readonly IForm[] _grounds = new IForm[Grounds];
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
        for (var i = 0; i < Grounds; i++)
        {
            var random = new CounterRandom(seed, GroundPurpose, (ulong)i);
            _grounds[i] = TexturedForm.Texture(ref random);
        }
    }

    /// <summary>Number of categories.</summary>
    public int Count => _categories.Length;

    /// <summary>Height and width of a picture in pixels.</summary>
    public int Size { get; }

    /// <summary>Bytes of a picture, Size · Size · 3.</summary>
    public int Length => Size * Size * 3;

    /// <summary>Number of labels: categories first, then the form's colours, the ground's colours, the grounds.</summary>
    public int Labels => FirstGround + Grounds + 1;

    private int FirstColour => Count;

    private int FirstGroundColour => FirstColour + ColourAnchor.All.Count;

    private int FirstGround => FirstGroundColour + ColourAnchor.All.Count;

    /// <summary>The category's family: object, shapes, contours, fractal, noise or tiling.</summary>
    /// <param name="category">0 … Count-1.</param>
    public string Family(int category) => At(category).Family;

    /// <summary>A name that is unique among the categories, e.g. <c>shapes-0001-ring-of-8-leaf</c>.</summary>
    /// <param name="category">0 … Count-1.</param>
    public string Name(int category) => At(category).Name;

    /// <summary>A name that is unique among the labels, e.g. <c>form-red</c>, <c>ground-03-tiling-hexagons</c>.</summary>
    /// <param name="label">0 … Labels-1; the first are the categories.</param>
    public string LabelName(int label) => label < FirstColour ? Name(label)
        : label < FirstGroundColour ? $"form-{ColourAnchor.All[label - FirstColour].Name}"
        : label < FirstGround ? $"ground-{ColourAnchor.All[label - FirstGroundColour].Name}"
        : label == FirstGround ? "ground-any" : $"ground-{label - FirstGround:D2}-{_grounds[label - FirstGround - 1].Detail}";

    /// <summary>The target distribution of a scene's pictures over the labels: 0.4 for the category, 0.1 for each of the four colours, 0.2 for the ground; without the ground where none is seen. Sums to 1.</summary>
    /// <param name="category">0 … Count-1.</param>
    /// <param name="scene">Which of the category's scenes, 0 or more.</param>
    /// <param name="target">[Labels], overwritten.</param>
    public void FillTargets(int category, long scene, Span<float> target)
    {
        var what = SceneOf(At(category), category, scene);
        target.Clear();
        var scale = what.ShowsGround ? 1 : 1 / (FormShare + 2 * ColourShare);
        target[category] = FormShare * scale;
        target[FirstColour + what.First] = target[FirstColour + what.Last] = ColourShare * scale;
        if (!what.ShowsGround)
            return;
        target[FirstGroundColour + what.GroundFirst] = target[FirstGroundColour + what.GroundLast] = ColourShare;
        target[FirstGround + what.Ground] = GroundShare;
    }

    /// <summary>Draws a picture.</summary>
    /// <param name="category">0 … Count-1.</param>
    /// <param name="scene">Which of the category's scenes, 0 or more; there is no last one.</param>
    /// <param name="index">Which of the scene's pictures, 0 or more; there is no last one.</param>
    /// <param name="rgb">uint8 [Size,Size,3], overwritten; exactly <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">Category, scene or index is outside its range.</exception>
    /// <exception cref="ArgumentException">The span does not have <see cref="Length"/> bytes.</exception>
    public void Render(int category, long scene, long index, Span<byte> rgb)
    {
        var what = At(category);
        ArgumentOutOfRangeException.ThrowIfNegative(scene);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (rgb.Length != Length)
            throw new ArgumentException($"A picture of {Size}×{Size} pixels has {Length} bytes, the span has {rgb.Length}.", nameof(rgb));
        var random = new CounterRandom(_seed, Purpose, (ulong)category, (ulong)scene, (ulong)index);
        if (!_pictures.TryTake(out var picture))
            picture = new Picture(Size);
        var view = SceneOf(what, category, scene);
        picture.Render(what, view, view.Ground == 0 ? null : _grounds[view.Ground - 1], ref random, rgb);
        _pictures.Add(picture);
    }

    private Scene SceneOf(Category what, int category, long scene)
    {
        var random = new CounterRandom(_seed, ScenePurpose, (ulong)category, (ulong)scene);
        return Scene.Draw(ref random, Grounds, what.Form.Covers);
    }

    private Category At(int category)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(category);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(category, Count);
        return _categories[category];
    }
}
