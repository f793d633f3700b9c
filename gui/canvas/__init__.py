"""The canvas: the graph as a scene of nodes and wires that is edited by gestures."""
