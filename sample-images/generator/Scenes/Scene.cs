using SampleImages.Generator.Defects;
using SampleImages.Generator.Materials;
using SampleImages.Generator.Numbers;
using SampleImages.Generator.Parts;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Scenes;

/// <summary>All that one picture shows. Every concern draws from a stream of its own, so that nothing but the defect depends on the label.</summary>
internal sealed class Scene
{
    /// <param name="random">The picture's random numbers.</param>
    /// <param name="defects">What is wrong with the part, with strengths of 0 to 1.</param>
    /// <param name="width">Width of the frame in pixels.</param>
    /// <param name="height">Height of the frame in pixels.</param>
    public Scene(SampleRandom random, IEnumerable<(DefectKind Kind, float Strength)> defects, int width, int height)
    {
        Part = PartCatalog.Draw(new Dice(random.Fork(0)));
        Filament = new Filament(new Dice(random.Fork(1)));
        Bench = BenchCatalog.Draw(new Dice(random.Fork(2)));
        Litter = new Litter(new Dice(random.Fork(3)), Filament);
        Lighting = new Lighting(new Dice(random.Fork(4)));
        View = new View(new Dice(random.Fork(5)), Part.Extent, width, height);
        Solid = Part;
        var made = new List<Defect>();
        foreach (var (kind, strength) in defects.OrderBy(d => d.Kind))
        {
            var defect = DefectCatalog.Make(kind, strength, new Dice(random.Fork(100 + (int)kind)), new Site(Part, Solid, View, Filament));
            Solid = defect.Deform(Solid);
            made.Add(defect);
        }
        Defects = made;
    }

    /// <summary>The sound part.</summary>
    public Part Part { get; }

    /// <summary>The part as it is.</summary>
    public Solid Solid { get; }

    /// <summary>The plastic.</summary>
    public Filament Filament { get; }

    /// <summary>What the part stands on.</summary>
    public Bench Bench { get; }

    /// <summary>What lies about.</summary>
    public Litter Litter { get; }

    /// <summary>The light.</summary>
    public Lighting Lighting { get; }

    /// <summary>The camera's place.</summary>
    public View View { get; }

    /// <summary>What is wrong with the part.</summary>
    public IReadOnlyList<Defect> Defects { get; }

    /// <summary>All threads, those on the bench first.</summary>
    public IEnumerable<Strand> Strands => Litter.Threads.Concat(Defects.SelectMany(d => d.Strands));
}
