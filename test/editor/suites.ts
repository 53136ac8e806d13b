import "./findings.suite.js";
import "./actions.suite.js";
import "./views.suite.js";
import "./colours.suite.js";
import "./manners.suite.js";
import "./long-day.suite.js";
