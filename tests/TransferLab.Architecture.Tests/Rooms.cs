using System.Text.RegularExpressions;
using Mono.Cecil;

namespace TransferLab.Architecture.Tests;

/// <summary>The folders of a project and which of them the compiled code of each uses.</summary>
internal static partial class Rooms
{
    /// <summary>An arrow between folders, with the types that make it.</summary>
    public sealed record Arrow(string From, string To, IReadOnlyList<string> Types)
    {
        public override string ToString() => $"{From} -> {To}: {string.Join(", ", Types.Take(6))}";
    }

    /// <summary>All arrows between the folders of a project; those within a folder are none.</summary>
    public static IReadOnlyList<Arrow> Arrows(string project)
    {
        var entrance = Entrance(project);
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        var arrows = new Dictionary<(string From, string To), SortedSet<string>>();
        foreach (var type in module.GetTypes())
        {
            var from = Outermost(type);
            foreach (var used in Used(type).SelectMany(Parts))
            {
                // Names of other assemblies have a scope that is not this module.
                if (used.Scope != module || Folder(from) is not { } a || Folder(Outermost(used)) is not { } b || a == b)
                    continue;
                var key = (a, b);
                if (!arrows.TryGetValue(key, out var types))
                    arrows[key] = types = new(StringComparer.Ordinal);
                types.Add($"{from.Name} uses {Outermost(used).Name}");
            }
        }
        return [.. arrows.Select(p => new Arrow(p.Key.From, p.Key.To, [.. p.Value])).OrderBy(a => a.From, StringComparer.Ordinal).ThenBy(a => a.To, StringComparer.Ordinal)];

        // Types of the entrance stand in the project's own namespace, wherever their files lie; what compilers add has no folder.
        string? Folder(TypeReference type) =>
            type.Namespace == project ? entrance.GetValueOrDefault(type.Name)
            : type.Namespace.StartsWith(project + ".", StringComparison.Ordinal) ? type.Namespace[(project.Length + 1)..].Replace('.', '/') : null;
    }

    /// <summary>Folders that can be reached from themselves, as lists of arrows that close.</summary>
    public static IEnumerable<string> Cycles(IReadOnlyList<Arrow> arrows)
    {
        var next = arrows.ToLookup(a => a.From);
        foreach (var start in arrows.Select(a => a.From).Distinct())
        {
            var from = new Dictionary<string, Arrow?> { [start] = null };
            var queue = new Queue<string>([start]);
            while (queue.TryDequeue(out var folder))
                foreach (var arrow in next[folder])
                {
                    if (arrow.To == start)
                    {
                        var way = new List<Arrow> { arrow };
                        while (from[way[0].From] is { } earlier)
                            way.Insert(0, earlier);
                        // Each cycle is told once, from its first folder.
                        if (way.All(w => string.CompareOrdinal(w.From, start) >= 0))
                            yield return string.Join(Environment.NewLine + "  ", way.Select(w => w.ToString()));
                        queue.Clear();
                        break;
                    }
                    if (from.TryAdd(arrow.To, arrow))
                        queue.Enqueue(arrow.To);
                }
        }
    }

    /// <summary>Types in the project's own namespace, by name, with the folder that their file lies in.</summary>
    public static Dictionary<string, string> Entrance(string project) => Repository.SourceFiles
        .Where(f => f.StartsWith($"src/{project}/", StringComparison.Ordinal))
        .Select(f => (Folder: Path.GetRelativePath($"src/{project}", Path.GetDirectoryName(f)!).Replace('\\', '/'), Text: Repository.Read(f)))
        .Where(f => RootNamespace().Match(f.Text).Groups["name"].Value == project)
        .SelectMany(f => TypeName().Matches(f.Text).Select(m => (Name: m.Groups["name"].Value, f.Folder)))
        .DistinctBy(t => t.Name)
        .ToDictionary(t => t.Name, t => t.Folder, StringComparer.Ordinal);

    private static IEnumerable<TypeReference> Used(TypeDefinition type)
    {
        IEnumerable<TypeReference?> all =
        [
            type.BaseType, .. type.Interfaces.Select(i => i.InterfaceType), .. type.Fields.Select(f => f.FieldType), .. type.Properties.Select(p => p.PropertyType),
            .. type.Events.Select(e => e.EventType), .. type.GenericParameters.SelectMany(g => g.Constraints).Select(c => c.ConstraintType), .. type.CustomAttributes.Select(a => a.AttributeType),
            .. type.Methods.SelectMany(OfMethod),
        ];
        return all.OfType<TypeReference>();
    }

    private static IEnumerable<TypeReference?> OfMethod(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (var parameter in method.Parameters)
            yield return parameter.ParameterType;
        foreach (var constraint in method.GenericParameters.SelectMany(g => g.Constraints))
            yield return constraint.ConstraintType;
        if (!method.HasBody)
            yield break;
        foreach (var local in method.Body.Variables)
            yield return local.VariableType;
        foreach (var handler in method.Body.ExceptionHandlers)
            yield return handler.CatchType;
        foreach (var operand in method.Body.Instructions.Select(i => i.Operand))
        {
            switch (operand)
            {
                case TypeReference type:
                    yield return type;
                    break;
                case MethodReference called:
                    yield return called.DeclaringType;
                    yield return called.ReturnType;
                    foreach (var parameter in called.Parameters)
                        yield return parameter.ParameterType;
                    foreach (var argument in (called as GenericInstanceMethod)?.GenericArguments ?? [])
                        yield return argument;
                    break;
                case FieldReference field:
                    yield return field.DeclaringType;
                    yield return field.FieldType;
                    break;
            }
        }
    }

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        FunctionPointerType => [],
        TypeSpecification element => Parts(element.ElementType),
        GenericParameter => [],
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex RootNamespace();

    [GeneratedRegex(@"^(?:public|internal) (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:class|struct|interface|enum|record struct|record class|record) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeName();
}
