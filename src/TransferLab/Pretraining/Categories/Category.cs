using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>A form with its name and family.</summary>
internal sealed class Category
{
    // Of twenty categories eight are objects with textures. Interleaved, so that the shares hold for any count.
    private static readonly char[] s_families = [.. "osocotofonosocotsfcn"];

    public Category(ulong seed, int number)
    {
        var random = new CounterRandom(seed, 0x63617465676F7279, (ulong)number);
        (var family, Form) = s_families[number % s_families.Length] switch
        {
            'o' => ("object", (IForm)new TexturedForm(ref random)),
            's' => ("shapes", new ShapeForm(ref random)),
            'c' => ("contours", new ContourForm(ref random)),
            'f' => ("fractal", new FractalForm(ref random)),
            'n' => ("noise", new NoiseForm(ref random)),
            _ => ("tiling", new TilingForm(ref random)),
        };
        Angle = random.NextSingle() * MathF.Tau;
        Family = family;
        Name = $"{family}-{number:D4}-{Form.Detail}";
    }

    /// <summary>The word for its family.</summary>
    public string Family { get; }

    /// <summary>Family, number and form.</summary>
    public string Name { get; }

    /// <summary>What it looks like.</summary>
    public IForm Form { get; }

    /// <summary>The rotation, in radians, about which instances vary.</summary>
    public float Angle { get; }
}
